#!/usr/bin/env python3
"""Builds the tables of the scenarios of single situations from public downloads.

Usage: python3 data/build_situation.py SOURCE_DIR [TARGET_DIR]

SOURCE_DIR holds the downloads that data/README.md names. For each situation in SITUATIONS the
script writes five tables into TARGET_DIR/NAME/, by default scenarios/NAME/, and prints the figures
that scenarios/NAME.toml quotes. The same input gives the same bytes. It needs Python 3, and
countries.csv, world.csv and build_south_sudan.py beside it: contributors and pledges follow the
rules of the South Sudan scenario.

A row carries the basis of its weakest figure; its note says which figure that is.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import build_south_sudan as rules
from build_south_sudan import number, read, write

UNHCR = rules.UNHCR
RESPONSE_PLAN = "{} (UNHCR, by host)"
TRACKING = "{}, requirements (OCHA Financial Tracking Service)"
OPERATIONS = "UNHCR budget by operation (IATI), prorated by stock"
LITERATURE = "US$ 360 per person and year: Sudan refugee plan 2025, US$ 1.8 billion for 5 million"

# Names in the table of response plans.
PLAN_COUNTRIES = {
    "Turkey": "TUR", "Lebanon": "LBN", "Jordan": "JOR", "Iraq": "IRQ", "Egypt": "EGY",
    "Tanzania, United Republic of": "TZA", "Congo, The Democratic Republic of the": "COD",
    "Rwanda": "RWA", "Uganda": "UGA", "Pakistan": "PAK", "Iran, Islamic Republic of": "IRN",
}  # fmt: skip

# Need per income group relative to a low-income host, and need per person and year of the
# protracted phase with programmes for hosts: what cost ratios are compared with. The built-in
# defaults; Ethiopia, which the World Bank does not classify, is taken as low-income.
INCOME_RATIO = {"low": 1.0, "lower_middle": 1.6, "upper_middle": 2.5, "high": 12.0, "": 1.0}
NEED_USD = 450 * 1.3

# What an operation's budget of UNHCR leaves out, above all food: range of the whole requirement
# as multiples of it. Judgement.
OPERATION_RANGE = (1.0, 2.0)


@dataclass
class Situation:
    """What distinguishes one situation's tables from another's."""

    # Country of origin and hosts, by ISO 3166-1 alpha-3 code.
    origin: str
    hosts: list
    # Begin of the plans' names in the table of response plans and in OCHA's, where there are any.
    response_plan: str = ""
    tracking: tuple = ()
    # First year of the funding history.
    history_from: int = 2012
    # First year of the response plans whose rows are whole.
    plans_from: int = 2012
    # Hosts whose requirement is UNHCR's budget for the operation, prorated by stock.
    operations: tuple = ()
    # Hosts and years whose requirement is a published amount for each person.
    usd_per_person: dict = field(default_factory=dict)
    # Year-ends that are no count of the same people, by host.
    masked: dict = field(default_factory=dict)


SITUATIONS = {
    "syria": Situation(
        origin="SYR",
        hosts=["TUR", "LBN", "JOR", "IRQ", "EGY"],
        response_plan="Syria Regional 3RP",
        tracking=("Syrian Arab Republic Regional Refugee", "Syrian Arab Republic regional refugee"),
        # Earlier rows lack the greater part of what Lebanon, Jordan and Turkiye received.
        plans_from=2018,
    ),
    "rohingya": Situation(
        origin="MMR",
        hosts=["BGD"],
        tracking=("Rohingya Humanitarian Crisis Joint Response Plan",),
    ),
    "burundi": Situation(
        origin="BDI",
        hosts=["TZA", "COD", "RWA", "UGA"],
        response_plan="Burundi Regional RRP",
        plans_from=2016,
    ),
    "somalia": Situation(
        origin="SOM",
        hosts=["KEN", "ETH"],
        operations=("KEN", "ETH"),
    ),
    "sudan": Situation(
        origin="SDN",
        hosts=["TCD", "SSD", "EGY", "ETH"],
        tracking=("Sudan Emergency: Regional Refugee Response Plan",),
        # The plans of 2023 named no amount for Chad and South Sudan that is at hand.
        history_from=2024,
        usd_per_person={(host, year): 360 for host in ("TCD", "SSD") for year in (2024, 2025)},
    ),
    "afghanistan": Situation(
        origin="AFG",
        hosts=["PAK", "IRN"],
        response_plan="Afghanistan Regional RRP",
        tracking=("Afghanistan Situation Regional Refugee Response Plan",),
        plans_from=2022,
        # The recount of 2022-23 took in people without documents, who are reported apart since.
        masked={"IRN": (2024,)},
    ),
}


class Downloads:
    """The downloads, read once for all situations."""

    def __init__(self, folder):
        unhcr, funding = folder / "unhcr", folder / "funding"
        self.population = read(unhcr / "population.csv")
        self.latest = read(unhcr / "situations_end_2024_2025.csv")
        self.flows = read(unhcr / "flows.csv")
        self.solutions = read(unhcr / "solutions.csv")
        self.demographics_2025 = read(unhcr / "demographics_situations_end_2025.csv")
        self.hosted = read(unhcr / "hosted_by_asylum_2023_2025.csv")
        self.resettlement = read(unhcr / "resettlement_arrivals_by_state_2010_2025.csv")
        self.plans = read(funding / "unhcr_rrp_by_host_clean.csv")
        self.tracking = read(funding / "fts_plan_requirements_funding.csv")
        self.operations = read(funding / "unhcr_operation_funding_gap.csv")
        self.revenue = read(funding / "unhcr_revenue_by_donor_2013_2024.csv")
        self.earmarking = read(funding / "unhcr_contributions_by_donor_earmarking.csv")
        self.expense = read(funding / "unhcr_expense_by_country_2013_2024.csv")


class Sources:
    """What the downloads hold on one situation, in the shape that the rules read."""

    def __init__(self, downloads, situation):
        origin, hosts = situation.origin, situation.hosts

        def ours(row):
            return row["coo_iso"] == origin and row["coa_iso"] in hosts

        self.situation = situation
        self.hosts = hosts
        self.stock = {}
        for row in filter(ours, downloads.population):
            self.stock[row["coa_iso"], int(row["year"])] = number(row["refugees"])
        self.asylum_seekers, self.others = {}, {}
        for row in filter(ours, downloads.latest):
            key = row["coa_iso"], int(row["year"])
            self.stock[key] = number(row["refugees"])
            self.asylum_seekers[key] = number(row["asylum_seekers"])
            self.others[key] = number(row["oip"])
        self.arrivals = defaultdict(float)
        for row in filter(ours, downloads.flows):
            self.arrivals[row["coa_iso"], int(row["year"])] += number(row["refugees"])
        self.returns = defaultdict(float)
        self.naturalised = defaultdict(float)
        resettled = defaultdict(float)
        for row in downloads.solutions:
            year = int(row["year"])
            if ours(row):
                self.returns[row["coa_iso"], year] += number(row["returned_refugees"])
                self.naturalised[row["coa_iso"], year] += number(row["naturalisation"])
            if year in rules.RECORDED_RESETTLEMENT_YEARS:
                resettled[row["coo_iso"] == origin] += number(row["resettlement"])
        self.demographics_2025 = {
            row["coa_iso"]: row for row in downloads.demographics_2025 if row["coo_iso"] == origin
        }
        columns = ("refugees", "asylum_seekers", "oip")
        self.hosted = {
            (row["coa_iso"], int(row["year"])): sum(number(row[column]) for column in columns)
            for row in downloads.hosted
        }
        world = sum(number(row["refugees"]) for row in downloads.hosted if row["year"] == "2025")
        self.resettlement = defaultdict(dict)
        for row in downloads.resettlement:
            if int(row["year"]) in rules.RESETTLEMENT_YEARS and row["resettlement"]:
                self.resettlement[row["coa_iso"]][int(row["year"])] = float(row["resettlement"])
        self.revenue, self.earmarking = downloads.revenue, downloads.earmarking
        self.expense_2024 = {
            row["iso3"]: float(row["usd"]) for row in downloads.expense if row["year"] == "2024"
        }
        # As for South Sudan: the geometric mean of the recorded share and that of refugees.
        self.recorded_share = resettled[True] / sum(resettled.values())
        self.stock_share = sum(self.stock[host, 2025] for host in hosts) / world
        self.share_today = round((self.recorded_share * self.stock_share) ** 0.5, 4)

    def stock_between(self, host, year):
        """Refugees at the end of a year; a straight line between the year-ends that count."""
        masked = self.situation.masked.get(host, ())
        known = [one for code, one in self.stock if code == host and one not in masked]
        if year in known:
            return self.stock[host, year]
        before = max(one for one in known if one < year)
        after = min(one for one in known if one > year)
        first, last = self.stock[host, before], self.stock[host, after]
        return first + (last - first) * (year - before) / (after - before)


def population(sources):
    """Registered refugees by host, sex and age band at the end of 2025.

    Where the tables give sex and age of a part of the people only, the others are taken to be like
    them: whole persons by largest remainders.
    """
    rows = []
    for host in sources.hosts:
        table = sources.demographics_2025[host]
        cells = [(sex, band, int(table[f"{letter}_{column}"]))
                 for sex, letter in (("female", "f"), ("male", "m"))
                 for band, column in rules.BANDS]  # fmt: skip
        counted, total = sum(cell[2] for cell in cells), int(sources.stock[host, 2025])
        source, basis = f"{UNHCR}, end of 2025", "data"
        persons = [cell[2] for cell in cells]
        if counted < total:
            basis = "judgement"
            source += f"; known of {counted} of {total}, the others taken to be like them"
            persons = [cell[2] * total // counted for cell in cells]
            remainders = [cell[2] * total % counted for cell in cells]
            largest = sorted(range(len(cells)), key=lambda index: (-remainders[index], index))
            for index in largest[: total - sum(persons)]:
                persons[index] += 1
        if sum(persons) != total:
            raise ValueError(f"{host}: {counted} by sex and age, {total} in all")
        for (sex, band, _), number_of_persons in zip(cells, persons):
            rows.append([host, sex, band, number_of_persons, source, basis])
    return rows


def arrival_years(sources):
    """When the refugees of the end of 2025 came, by host.

    A year's entrants (arrivals and births, which enter with the year of birth) are what the change
    of the stock leaves when a fixed share of the people already there leaves, or the recorded
    arrivals if these are more; then all cohorts already there lost alike.
    """
    rows = []
    note = (
        "judgement: recorded arrivals, or what changes of the stock leave with 3 % leaving in a "
        "year, whichever is more; on a straight line where no year-end is at hand"
    )
    stay = 1 - rules.YEARLY_EXIT_SHARE
    for host in sources.hosts:
        first = min(year for (code, year), persons in sources.stock.items()
                    if code == host and persons > 0)  # fmt: skip
        cohorts = {first: sources.stock[host, first]}
        for year in range(first + 1, 2026):
            before, after = sources.stock_between(host, year - 1), sources.stock_between(host, year)
            entrants = max(sources.arrivals.get((host, year), 0.0), after - before * stay, 0.0)
            entrants = min(entrants, after)
            remaining = sum(cohorts.values())
            scale = (after - entrants) / remaining if remaining else 0.0
            cohorts = {one: persons * scale for one, persons in cohorts.items()}
            cohorts[year] = entrants
        total = sum(cohorts.values())
        # Less than one in a million is nobody.
        cohorts = {year: persons for year, persons in cohorts.items() if persons / total >= 5e-7}
        for year, share in rules.shares(cohorts, 6, max(cohorts, key=cohorts.get)).items():
            if share > 0:
                rows.append([host, year, share, UNHCR, "judgement", note])
    return rows


def known_requirements(sources, downloads):
    """Published requirements and receipts: {(host, year): (requested, received, source)}."""
    situation, known = sources.situation, {}
    for row in downloads.tracking:
        ours = situation.tracking and row["name"].startswith(situation.tracking)
        if ours and row["countryCode"] in sources.hosts and row["requirements"]:
            year = int(row["year"])
            if year <= 2025 and float(row["requirements"]) > 0:
                source = TRACKING.format(row["name"].rsplit(" 20", 1)[0])
                known[row["countryCode"], year] = (float(row["requirements"]), None, source)
    for row in downloads.plans:
        host = PLAN_COUNTRIES.get(row["country"])
        if row["rrp"] != situation.response_plan or row["flag"] or host not in sources.hosts:
            continue
        whole = row["requested_usd"] and row["received_usd"]
        if int(row["year"]) >= situation.plans_from and whole:
            amounts = float(row["requested_usd"]), float(row["received_usd"])
            known[host, int(row["year"])] = (*amounts, RESPONSE_PLAN.format(row["rrp"]))
    return known


def funding_history(sources, downloads):
    """What was asked for the situation and received, by host and year, to 2025."""
    known = known_requirements(sources, downloads)
    rows = []
    operation = "judgement: UNHCR's budget alone, times the situation's part of the people hosted"
    for row in downloads.operations:
        host, year = row["iso3"], int(row["year"])
        regional = row["ops_type"] or not row["budget_usd"]
        if host in sources.situation.operations and year in (2023, 2024) and not regional:
            persons = sources.stock_between(host, year)
            persons += sources.asylum_seekers[host, 2024]
            requested = float(row["budget_usd"]) * persons / sources.hosted[host, year]
            low, high = (round(requested * factor, -5) for factor in OPERATION_RANGE)
            rows.append([host, year, int(round(requested, -5)), int(low), int(high), "", OPERATIONS,
                         "judgement", operation])  # fmt: skip
    for (host, year), usd in sources.situation.usd_per_person.items():
        persons = sources.stock[host, year] + sources.asylum_seekers[host, year]
        low, high = (int(round(persons * bound, -5)) for bound in (250, 1_035))
        note = "the plan's mean for all hosts; none by host is at hand. High end: the plan of 2023"
        rows.append([host, year, int(round(persons * usd, -5)), low, high, "", LITERATURE,
                     "judgement", note])  # fmt: skip
    for (host, year), (requested, received, source) in known.items():
        note = "" if received is not None else "receipts are booked elsewhere and not known by plan"
        received = "" if received is None else round(received)
        rows.append([host, year, round(requested), "", "", received, source, "data", note])
    for host in sources.hosts:
        own = {row[1]: row for row in rows if row[0] == host}
        for year in range(min(own) + 1, 2026):
            if year in own:
                continue
            last = own[max(one for one in own if one < year)]
            heads = sources.stock_between(host, last[1])
            requested = last[2] / heads * sources.stock_between(host, year)
            low, high = (round(requested * factor, -5) for factor in rules.EXTRAPOLATION_RANGE)
            if last[3] != "":
                low, high = (round(bound * requested / last[2], -5) for bound in last[3:5])
            note = f"requirement per refugee of {last[1]} times refugees; none is at hand"
            # Not added to `own`: extrapolations never start from one another.
            rows.append([host, year, int(round(requested, -5)), int(low), int(high), "", last[6],
                         "judgement", note])  # fmt: skip
    rows = [row for row in rows if row[1] >= sources.situation.history_from]
    return sorted(rows, key=lambda row: (sources.hosts.index(row[0]), row[1]))


def quoted(name, sources, history, contributor_rows, pledge_rows):
    """Prints the figures that the scenario's text file quotes."""
    print(f"== {name}")
    countries = {row["iso3"]: row for row in read(Path(__file__).parent / "countries.csv")}
    hosts = sources.hosts
    for year in range(2008, 2021):
        arrivals = sum(sources.arrivals.get((host, year), 0.0) for host in hosts)
        returns = sum(sources.returns.get((host, year), 0.0) for host in hosts)
        stock = sum(sources.stock.get((host, year - 1), 0.0) for host in hosts)
        naturalised = sum(sources.naturalised.get((host, year), 0.0) for host in hosts)
        print(f"{year}: arrivals {arrivals:,.0f}, returns {returns:,.0f} "
              f"({returns / stock:.1%} of the stock), naturalised {naturalised:,.0f}")  # fmt: skip
    past = {host: sum(sources.arrivals[host, year] for year in range(2014, 2021)) for host in hosts}
    rise = {}
    for host in hosts:
        parts = sources.stock, sources.asylum_seekers, sources.others
        end = [sum(part[host, year] for part in parts) for year in (2024, 2025)]
        rise[host] = end[1] - end[0]
    gained = sum(max(0.0, persons) for persons in rise.values())
    now = {host: sources.stock[host, 2025] + sources.asylum_seekers[host, 2025]
           + sources.others[host, 2025] for host in hosts}  # fmt: skip
    for host in hosts:
        asked = {row[1]: row[2] for row in history if row[0] == host}
        per_head = asked[2025] / now[host]
        default = INCOME_RATIO[countries[host]["income_group"]]
        ratio = per_head / NEED_USD
        print(f"  {host} refugees {sources.stock[host, 2025]:,.0f}, asylum-seekers "
              f"{sources.asylum_seekers[host, 2025]:,.0f}, "
              f"others {sources.others[host, 2025]:,.0f}; rise in 2025 {rise[host]:,.0f}; "
              f"arrival shares 2014-20 "
              f"{past[host] / max(1.0, sum(past.values())):.3f}, of the rises of 2025 "
              f"{max(0.0, rise[host]) / max(1.0, gained):.3f}, of people at the end of 2025 "
              f"{now[host] / sum(now.values()):.3f}; "
              f"requirement per person 2025 US$ {per_head:,.0f}, ratio {ratio:.2f}, by income "
              f"group {default:.2f}, geometric mean {(ratio * default) ** 0.5:.2f}")  # fmt: skip
    received = [row for row in history if row[5] != ""]
    if received:
        share = sum(row[5] for row in received) / sum(row[2] for row in received)
        years = sorted({row[1] for row in received})
        print(f"received over requested {years[0]}-{years[-1]}: {share:.3f}")
    tables = [sources.demographics_2025[host] for host in hosts]
    total = sum(int(table[f"{letter}_{column}"]) for table in tables for letter in "fm"
                for _, column in rules.BANDS)  # fmt: skip
    for letter in "fm":
        parts = [sum(int(table[f"{letter}_{column}"]) for table in tables) / total
                 for _, column in rules.BANDS]  # fmt: skip
        print(f"sex and age, {letter}:", " ".join(f"{part:.5f}" for part in parts))
    peak = max(sum(sources.stock.get((host, year), 0.0) for host in hosts)
               for year in [*range(1951, 2021), 2024, 2025])  # fmt: skip
    print(f"largest stock {peak:,.0f}; share of resettlement 2016-20 {sources.recorded_share:.4f}, "
          f"of the world's refugees {sources.stock_share:.4f}, taken {sources.share_today:.4f}; "
          f"places {sum(row[4] for row in contributor_rows)}, capacity "
          f"{sum(row[5] for row in contributor_rows)}; pledges "
          f"{sum(row[1] for row in pledge_rows):,}")  # fmt: skip


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    downloads = Downloads(Path(sys.argv[1]))
    default = Path(__file__).resolve().parent.parent / "scenarios"
    target = Path(sys.argv[2]) if len(sys.argv) == 3 else default
    evidence = "source,basis,note"
    for name, situation in SITUATIONS.items():
        sources = Sources(downloads, situation)
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        contributor_rows, means, _, tiers = rules.contributors(sources, sources.share_today)
        history = funding_history(sources, downloads)
        pledge_rows, _ = rules.pledges(sources, means, tiers)
        write(folder / "population.csv", "host,sex,age_band,persons,source,basis",
              population(sources))  # fmt: skip
        write(folder / "arrival_year.csv", f"host,year,share,{evidence}", arrival_years(sources))
        write(
            folder / "contributors.csv",
            "id,name,kind,income_share,baseline_places_per_year,places_capacity_per_year,"
            f"unearmarked_share,host_earmarked_share,{evidence}",
            contributor_rows,
        )
        write(
            folder / "funding_history.csv",
            "host,year,requested_usd,requested_usd_range_low,requested_usd_range_high,"
            f"received_usd,{evidence}",
            history,
        )
        write(
            folder / "pledges.csv",
            f"contributor,amount_usd,from,until,earmark,host,status,{evidence}",
            pledge_rows,
        )
        quoted(name, sources, history, contributor_rows, pledge_rows)


if __name__ == "__main__":
    main()
