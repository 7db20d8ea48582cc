#!/usr/bin/env python3
"""Builds the tables of the South Sudan scenario from public downloads.

Usage: python3 data/build_south_sudan.py SOURCE_DIR [TARGET_DIR]

SOURCE_DIR holds the downloads that data/README.md names. The script writes its tables into
TARGET_DIR, by default scenarios/south-sudan/, and prints the figures that
scenarios/south-sudan.toml quotes. The same input gives the same bytes. It needs Python 3, and
countries.csv and world.csv beside it.

A row carries the basis of its weakest figure; its note says which figure that is.
"""

import csv
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

ORIGIN = "SSD"
HOSTS = ["UGA", "SDN", "ETH", "KEN", "COD"]
HOST_NAMES = {
    "Uganda": "UGA",
    "Sudan": "SDN",
    "Ethiopia": "ETH",
    "Kenya": "KEN",
    "Congo, The Democratic Republic of the": "COD",
}
BANDS = [("0-4", "0_4"), ("5-11", "5_11"), ("12-17", "12_17"), ("18-59", "18_59"), ("60+", "60")]

UNHCR = "UNHCR Refugee Population Statistics Database, release 2025.12.1"
CEB = "UNHCR revenue by donor (UN System Chief Executives Board)"
IATI = "UNHCR contributions by earmarking (IATI)"
PLANS = "South Sudan Regional Refugee Response Plan (UNHCR)"
FTS = "South Sudan Regional Refugee Response Plan, requirements (OCHA Financial Tracking Service)"

# Share of a host's people of earlier arrival who leave in a year: spontaneous and recorded
# returns, onward movement and deaths. Judgement; recorded returns alone were 4 to 6 % in 2018-20.
YEARLY_EXIT_SHARE = 0.03

# Years of revenue that are averaged, for multi-year pledges are booked when they are signed.
REVENUE_YEARS = (2022, 2023, 2024)
EARMARK_YEARS = (2021, 2022, 2023)
STATES_LISTED = 35
# A donor whose earmarking rests on less than this takes the mean of its kind.
EARMARK_LEAST_USD = 1_000_000

# Share of a State's resettlement arrivals that goes to this situation; see main().
RESETTLEMENT_YEARS = range(2021, 2026)
RECORDED_RESETTLEMENT_YEARS = range(2016, 2021)
# What a State that resettles at all could receive for this situation: a fifth of its present
# arrivals, and if its income is high, at least so many for each million inhabitants. Judgement.
CAPACITY_SHARE_OF_ARRIVALS = 0.2
CAPACITY_PER_MILLION_INHABITANTS = 15

# Share of a year's income that is pledged before the year begins. Judgement.
PLEDGED_BEFORE_THE_YEAR = 0.25
PLEDGING_CONTRIBUTORS = 10

# Range of a requirement that is extrapolated per head, as multiples: the requirement per head of
# the hosts whose plans are known fell by up to 40 % and rose by up to 20 % from 2022 to 2025.
EXTRAPOLATION_RANGE = (0.6, 1.2)

STATE_NAMES = {
    "Australia": "AUS", "Austria": "AUT", "Belgium": "BEL", "Brazil": "BRA", "Bulgaria": "BGR",
    "Canada": "CAN", "Chad": "TCD", "China": "CHN", "Czechia": "CZE", "Denmark": "DNK",
    "Estonia": "EST", "Finland": "FIN", "France": "FRA", "Germany": "DEU", "Greece": "GRC",
    "Hungary": "HUN", "Iceland": "ISL", "Ireland": "IRL", "Italy": "ITA", "Japan": "JPN",
    "Kuwait": "KWT", "Liechtenstein": "LIE", "Luxembourg": "LUX", "Malta": "MLT",
    "Monaco": "MCO", "Netherlands": "NLD", "New Zealand": "NZL", "Norway": "NOR",
    "Philippines": "PHL", "Poland": "POL", "Portugal": "PRT", "Qatar": "QAT",
    "Republic of Korea": "KOR", "Romania": "ROU", "Russian Federation": "RUS",
    "Saudi Arabia": "SAU", "Serbia": "SRB", "Slovenia": "SVN", "Spain": "ESP", "Sweden": "SWE",
    "Switzerland": "CHE", "Türkiye": "TUR", "United Arab Emirates": "ARE",
    "United Kingdom of Great Britain and Northern Ireland": "GBR",
    "United States of America": "USA",
}  # fmt: skip

# Donor agencies of the earmarking table whose name does not hold the State's.
AGENCIES = {
    "AICS": "ITA", "Norad": "NOR", "UK -": "GBR", "United States": "USA",
    "King Salman": "SAU", "Belgian": "BEL", "JICA": "JPN", "Italian": "ITA",
}  # fmt: skip

# Contributors that are no States: identifier, name, kind.
INSTITUTIONS = {
    "EU": ("European Union", "regional-organisation"),
    "PRIVATE": ("Private donors (foundations, companies, individuals, NGOs)", "private"),
    "OCHA": ("Funds managed by OCHA (CERF, country-based pooled funds)", "multilateral-fund"),
    "UN-FUNDS": ("Other UN pooled funds, global funds and UN bodies", "multilateral-fund"),
    "DEVELOPMENT-BANKS": ("Development banks", "financial-institution"),
}


def read(path):
    """Reads a CSV file into a list of dictionaries."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, header, rows):
    """Writes rows under a header, with line feeds on every platform."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def number(text):
    """A number, or zero for an empty cell that stands for no addition to a sum."""
    return float(text) if text else 0.0


def shares(weights, places, remainder_to):
    """Weights as decimal shares that sum to exactly 1; one entry takes the rounding."""
    total = sum(weights.values())
    unit = Decimal(1).scaleb(-places)
    rounded = {key: Decimal(value / total).quantize(unit) for key, value in weights.items()}
    rounded[remainder_to] += 1 - sum(rounded.values())
    if min(rounded.values()) < 0:
        raise ValueError(f"a share is negative: {rounded}")
    return rounded


class Sources:
    """The downloads, read once."""

    def __init__(self, folder):
        unhcr, funding = folder / "unhcr", folder / "funding"
        self.hosts = HOSTS
        self.stock = {}
        for row in read(unhcr / "population.csv"):
            if row["coo_iso"] == ORIGIN and row["coa_iso"] in HOSTS:
                self.stock[row["coa_iso"], int(row["year"])] = number(row["refugees"])
        self.asylum_seekers = {}
        for row in read(unhcr / "situations_end_2024_2025.csv"):
            if row["coo_iso"] == ORIGIN:
                key = row["coa_iso"], int(row["year"])
                self.stock[key] = number(row["refugees"])
                self.asylum_seekers[key] = number(row["asylum_seekers"])
        self.arrivals = defaultdict(float)
        for row in read(unhcr / "flows.csv"):
            if row["coo_iso"] == ORIGIN and row["coa_iso"] in HOSTS:
                key = row["coa_iso"], int(row["year"])
                self.arrivals[key] += number(row["refugees"])
                # Kenya counted South Sudanese as asylum-seekers until they were recognised as a
                # group in 2014.
                if key[0] == "KEN" and key[1] < 2014:
                    self.arrivals[key] += number(row["asylum_seekers"])
        self.demographics_2025 = {
            row["coa_iso"]: row
            for row in read(unhcr / "demographics_situations_end_2025.csv")
            if row["coo_iso"] == ORIGIN
        }
        self.demographics = [
            row
            for row in read(unhcr / "demographics_pairs.csv")
            if row["coo_iso"] == ORIGIN and row["coa_iso"] in HOSTS
        ]
        self.solutions = read(unhcr / "solutions.csv")
        self.hosted = {
            (row["coa_iso"], int(row["year"])): sum(
                number(row[column]) for column in ("refugees", "asylum_seekers", "oip")
            )
            for row in read(unhcr / "hosted_by_asylum_2023_2025.csv")
        }
        self.world_refugees_2025 = sum(
            number(row["refugees"])
            for row in read(unhcr / "hosted_by_asylum_2023_2025.csv")
            if row["year"] == "2025"
        )
        self.resettlement = defaultdict(dict)
        for row in read(unhcr / "resettlement_arrivals_by_state_2010_2025.csv"):
            if int(row["year"]) in RESETTLEMENT_YEARS and row["resettlement"]:
                self.resettlement[row["coa_iso"]][int(row["year"])] = float(row["resettlement"])
        self.plans = [
            row
            for row in read(funding / "unhcr_rrp_by_host_clean.csv")
            if row["rrp"] == "South Sudan Regional RRP"
            and "total" not in row["flag"]
            and row["country"] in HOST_NAMES
        ]
        self.tracking = {}
        for row in read(funding / "fts_plan_requirements_funding.csv"):
            known = row["name"].startswith("South Sudan Regional Refugee Response Plan")
            if known and row["requirements"] and int(row["year"]) >= 2023:
                key = row["countryCode"], int(row["year"])
                self.tracking[key] = float(row["requirements"])
        self.revenue = read(funding / "unhcr_revenue_by_donor_2013_2024.csv")
        self.earmarking = read(funding / "unhcr_contributions_by_donor_earmarking.csv")
        self.expense_2024 = {
            row["iso3"]: float(row["usd"])
            for row in read(funding / "unhcr_expense_by_country_2013_2024.csv")
            if row["year"] == "2024"
        }

    def stock_between(self, host, year):
        """Refugees at the end of a year; a straight line between the years at hand."""
        if (host, year) in self.stock:
            return self.stock[host, year]
        before = max(known for code, known in self.stock if code == host and known < year)
        after = min(known for code, known in self.stock if code == host and known > year)
        first, last = self.stock[host, before], self.stock[host, after]
        return first + (last - first) * (year - before) / (after - before)


def population(sources):
    """Registered refugees by host, sex and age band at the end of 2025."""
    rows = []
    for host in sources.hosts:
        table = sources.demographics_2025[host]
        for sex, letter in (("female", "f"), ("male", "m")):
            for band, column in BANDS:
                persons = int(table[f"{letter}_{column}"])
                rows.append([host, sex, band, persons, f"{UNHCR}, end of 2025", "data"])
        counted = sum(row[3] for row in rows if row[0] == host)
        if counted != int(sources.stock[host, 2025]):
            raise ValueError(f"{host}: {counted} by sex and age, {sources.stock[host, 2025]} in all")
    return rows


def arrival_years(sources):
    """When the refugees of the end of 2025 came, by host.

    To 2020: recorded arrivals, with those already there at the first year-end reported counted
    as that year's, scaled to the stock of the end of 2020: all cohorts lost alike. After 2020:
    a year's entrants (arrivals and births, which enter with the year of birth) are what the
    change of the stock leaves when a fixed share of the people already there leaves.
    """
    rows = []
    note = (
        "judgement: recorded arrivals to 2020 scaled to the stock of 2020; entrants of 2021-25 "
        "from changes of the stock, on a straight line where no year-end is at hand, with 3 % "
        "leaving in a year"
    )
    for host in HOSTS:
        years = sorted(year for code, year in sources.stock if code == host)
        first = min(year for year in years if sources.stock[host, year] > 0)
        cohorts = {
            year: sources.arrivals.get((host, year), 0.0) for year in range(first, 2021)
        }
        cohorts[first] = max(cohorts[first], sources.stock[host, first])
        scale = sources.stock[host, 2020] / sum(cohorts.values())
        cohorts = {year: persons * scale for year, persons in cohorts.items()}
        for year in range(2021, 2026):
            before, after = sources.stock_between(host, year - 1), sources.stock_between(host, year)
            cohorts = {one: persons * (1 - YEARLY_EXIT_SHARE) for one, persons in cohorts.items()}
            entrants = max(0.0, after - before * (1 - YEARLY_EXIT_SHARE))
            # Where the stock fell by more than the fixed share, all cohorts lost alike.
            loss = (after - entrants) / sum(cohorts.values())
            cohorts = {one: persons * loss for one, persons in cohorts.items()}
            cohorts[year] = entrants
        cohorts = {year: persons for year, persons in cohorts.items() if persons > 0}
        for year, share in shares(cohorts, 6, max(cohorts)).items():
            rows.append([host, year, share, UNHCR, "judgement", note])
    return rows


def contributor_of(row):
    """The identifier that a row of the revenue table belongs to, or nothing."""
    if not row["revenue_type"].startswith("Voluntary"):
        return None
    category = row["donor_category"]
    if category == "Government":
        return STATE_NAMES.get(row["donor"]) if row["donor_status"] == "member" else None
    if category == "European Union":
        return "EU"
    if category in ("Foundations", "NGOs", "Private Sector"):
        return "PRIVATE"
    if category == "Multilateral - IFIs":
        return "DEVELOPMENT-BANKS"
    if row["donor"] == "UN OCHA":
        return "OCHA"
    return "UN-FUNDS" if category.startswith("Multilateral") else None


def income(sources):
    """Mean yearly voluntary revenue by contributor, US$: the largest States and the others."""
    means = defaultdict(float)
    smaller = defaultdict(float)
    for row in sources.revenue:
        if int(row["year"]) not in REVENUE_YEARS:
            continue
        usd = float(row["usd"]) / len(REVENUE_YEARS)
        contributor = contributor_of(row)
        if contributor:
            means[contributor] += usd
        elif row["donor_category"] == "Government" and row["donor_status"] == "member":
            smaller[row["donor"]] += usd
    states = sorted((key for key in means if key not in INSTITUTIONS), key=lambda key: -means[key])
    if max(smaller.values()) > means[states[STATES_LISTED - 1]]:
        raise ValueError("a State that is not named gives more than one that is")
    left_out = sum(means[state] for state in states[STATES_LISTED:]) + sum(smaller.values())
    listed = {state: means[state] for state in states[:STATES_LISTED]}
    listed.update({key: means[key] for key in INSTITUTIONS})
    return listed, left_out


def earmarking_contributor(row):
    """The identifier that a row of the earmarking table belongs to, or nothing."""
    donor, kind = row["donor"], row["donor_type"]
    if "European Commission" in donor or donor == "European Union":
        return "EU"
    if "Development Bank" in donor:
        return "DEVELOPMENT-BANKS"
    if kind in ("Private Sector", "Foundation", "National NGO"):
        return "PRIVATE"
    if kind == "Multilateral":
        return "OCHA" if "CERF" in donor or "OCHA" in donor else "UN-FUNDS"
    if kind != "Government":
        return None
    for agency, state in AGENCIES.items():
        if agency in donor:
            return state
    # The longest name first, lest one State's name be found within another's.
    for name in sorted(STATE_NAMES, key=len, reverse=True):
        if name in donor:
            return STATE_NAMES[name]
    return None


def earmarking(sources):
    """Shares by tier: {contributor: (situation, host, host and sector, own figures)}."""
    tiers = defaultdict(lambda: [0.0, 0.0, 0.0])
    position = {"Unearmarked": 0, "Softly Earmarked": 0, "Earmarked": 1, "Tightly Earmarked": 2}
    for row in sources.earmarking:
        if int(row["report_year"]) in EARMARK_YEARS and row["earmarking"] in position:
            usd = float(row["usd"])
            index = position[row["earmarking"]]
            contributor = earmarking_contributor(row)
            if contributor:
                tiers[contributor][index] += usd
            if row["donor_type"] == "Government":
                tiers["all Governments"][index] += usd
    return tiers


def contributors(sources, share_today):
    """Contributors with income, places and earmarking."""
    means, left_out = income(sources)
    largest = max(means, key=means.get)
    income_shares = shares(means, 6, largest)
    tiers = earmarking(sources)
    countries = {row["iso3"]: row for row in read(Path(__file__).parent / "countries.csv")}
    inhabitants = {
        row["iso3"]: float(row["value"])
        for row in read(Path(__file__).parent / "world.csv")
        if row["indicator"] == "population_persons"
    }
    rows = []
    for key in sorted(means, key=lambda key: (key in INSTITUTIONS, -means[key])):
        own = sum(tiers[key]) >= EARMARK_LEAST_USD
        amounts = tiers[key] if own else tiers["all Governments"]
        situation = round(amounts[0] / sum(amounts), 3)
        host = round(min(amounts[1] / sum(amounts), 1 - situation), 3)
        note = "" if own else "earmarking: mean of all Governments"
        basis, places, capacity = "data", 0, 0
        source = f"{CEB} 2022-24; {IATI} 2021-23"
        if key in INSTITUTIONS:
            name, kind = INSTITUTIONS[key]
            if key == "DEVELOPMENT-BANKS":
                note = "only what UNHCR books; loans and grants to host Governments are not in it"
        else:
            name, kind = countries[key]["name"], "state"
            arrivals = sources.resettlement.get(key, {})
            mean = sum(arrivals.values()) / len(arrivals) if arrivals else 0.0
            places = round(mean * share_today)
            capacity = round(mean * CAPACITY_SHARE_OF_ARRIVALS)
            if arrivals and countries[key]["income_group"] == "high":
                floor = inhabitants[key] / 1e6 * CAPACITY_PER_MILLION_INHABITANTS
                capacity = max(capacity, round(floor))
            # Nobody's capacity is below what it gives already.
            capacity = max(capacity, places)
            basis = "judgement"
            note = "; ".join(filter(None, ["places are judgement, the rest is data", note]))
        rows.append(
            [key, name, kind, income_shares[key], places, capacity, situation, host]
            + [source, basis, note]
        )
    return rows, means, left_out, tiers


def funding_history(sources):
    """What the plans for South Sudanese refugees asked for and received, by host and year."""
    rows = []
    requested_2022 = {}
    for row in sources.plans:
        host, year = HOST_NAMES[row["country"]], int(row["year"])
        if year == 2022:
            requested_2022[host] = float(row["requested_usd"])
        requested, received = round(float(row["requested_usd"])), round(float(row["received_usd"]))
        rows.append([host, year, requested, "", "", received, PLANS, "data", ""])
    for host in HOSTS:
        for year in (2023, 2024, 2025):
            if (host, year) in sources.tracking:
                requested = round(sources.tracking[host, year])
                note = "receipts are booked elsewhere and not known by plan"
                rows.append([host, year, requested, "", "", "", FTS, "data", note])
                continue
            per_head = requested_2022[host] / sources.stock_between(host, 2022)
            requested = per_head * sources.stock_between(host, year)
            low, high = (round(requested * factor, -5) for factor in EXTRAPOLATION_RANGE)
            note = "requirement per head of 2022 times refugees; no plan by host is at hand"
            rows.append(
                [host, year, int(round(requested, -5)), int(low), int(high), "", PLANS]
                + ["judgement", note]
            )
    return sorted(rows, key=lambda row: (HOSTS.index(row[0]), row[1]))


def pledges(sources, means, tiers):
    """Pledges that stand when 2026 begins: a judgement from what was given in 2022-24.

    UNHCR's expense of 2024 in each host is prorated by the share of South Sudanese among the
    people it hosts; a contributor's share of revenue is applied to it; a quarter is taken to be
    pledged before the year begins. Money bound to a host is spread like the expense; money bound
    to a sector is entered as bound to the host, for no source says to which sector.
    """
    expense = {
        host: sources.expense_2024[host]
        * (sources.stock[host, 2024] + sources.asylum_seekers[host, 2024])
        / sources.hosted[host, 2024]
        for host in sources.hosts
    }
    total = sum(expense.values())
    # Private donors, pooled funds and banks do not announce at a pledging conference.
    pledging = [key for key in means if key not in INSTITUTIONS or key == "EU"]
    pledging = sorted(pledging, key=lambda key: -means[key])[:PLEDGING_CONTRIBUTORS]
    source = f"{CEB} 2022-24; UNHCR expense by country 2024, prorated by stock; {IATI} 2021-23"
    note = "a quarter of a year's income taken to be pledged ahead; not an announced figure"
    rows = []
    for key in pledging:
        amount = total * means[key] / sum(means.values()) * PLEDGED_BEFORE_THE_YEAR
        situation = tiers[key][0] / sum(tiers[key])
        parts = [("situation", "", amount * situation)]
        parts += [
            ("host", host, amount * (1 - situation) * expense[host] / total)
            for host in sources.hosts
        ]
        for earmark, host, usd in parts:
            usd = int(round(usd, -3))
            if usd > 0:
                rows.append(
                    [key, usd, "2026-01", "2026-12", earmark, host, "announced"]
                    + [source, "judgement", note]
                )
    return rows, expense


def quoted(sources, recorded, stock_share, share_today, left_out, means, history, expense):
    """Prints the figures that the scenario's text file quotes."""
    print("arrivals recorded in the five hosts by year, persons:")
    for year in range(2012, 2021):
        persons = sum(sources.arrivals.get((host, year), 0.0) for host in HOSTS)
        print(f"  {year}  {persons:10,.0f}")
    past = {host: sum(sources.arrivals[host, year] for year in range(2014, 2021)) for host in HOSTS}
    rise = {
        host: sources.stock[host, 2025]
        + sources.asylum_seekers[host, 2025]
        - sources.stock[host, 2024]
        - sources.asylum_seekers[host, 2024]
        for host in HOSTS
    }
    print(f"rise of refugees and asylum-seekers in 2025: {sum(rise.values()):,.0f}")
    print("arrival shares: 2014-20, rise of 2025, mean of both:")
    for host in HOSTS:
        old, new = past[host] / sum(past.values()), rise[host] / sum(rise.values())
        print(f"  {host}  {old:.3f}  {new:.3f}  {(old + new) / 2:.3f}")
    bands = {
        (letter, column): sum(
            int(row[f"{letter}_{column}"]) for row in sources.demographics if row["year"] == "2017"
        )
        for letter in "fm"
        for _, column in BANDS
    }
    total = sum(bands.values())
    for letter in "fm":
        parts = [bands[letter, column] / total for _, column in BANDS]
        print(f"sex and age at the end of 2017, {letter}:", " ".join(f"{x:.5f}" for x in parts))
    print("requirement per refugee and year of 2020-22, US$ (stock of 2021-22 on a straight line):")
    for host in HOSTS:
        asked = {row[1]: row[2] for row in history if row[0] == host}
        heads = [asked[year] / sources.stock_between(host, year) for year in (2020, 2021, 2022)]
        latest = asked[2025] / sources.stock[host, 2025]
        print(f"  {host}  mean {sum(heads) / 3:.0f}, years {heads[0]:.0f} {heads[1]:.0f} "
              f"{heads[2]:.0f}; 2025 {latest:.0f}")  # fmt: skip
    print("received over requested, five hosts:")
    for first, last in ((2014, 2017), (2018, 2022), (2020, 2022)):
        rows = [row for row in history if first <= row[1] <= last]
        print(f"  {first}-{last}  {sum(row[5] for row in rows) / sum(row[2] for row in rows):.3f}")
    for year in (2018, 2019, 2020):
        returns = sum(
            number(row["returned_refugees"])
            for row in sources.solutions
            if row["coo_iso"] == ORIGIN and row["coa_iso"] in HOSTS and int(row["year"]) == year
        )
        stock = sum(sources.stock[host, year - 1] for host in HOSTS)
        print(f"recorded returns {year}: {returns:,.0f}, {returns / stock:.1%} of the stock before")
    print(f"share of resettlement 2016-20 that was South Sudanese: {recorded:.4f}")
    print(f"share of the world's refugees, end of 2025: {stock_share:.4f}; taken: {share_today:.4f}")
    print(f"States left out gave {left_out:,.0f} of {sum(means.values()):,.0f} US$ a year")
    print(f"UNHCR expense 2024 prorated to the situation: {sum(expense.values()):,.0f} US$")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sources = Sources(Path(sys.argv[1]))
    default = Path(__file__).resolve().parent.parent / "scenarios" / "south-sudan"
    folder = Path(sys.argv[2]) if len(sys.argv) == 3 else default
    folder.mkdir(parents=True, exist_ok=True)

    # The situation's part in resettlement is known only to 2020, when it was far below its part
    # among refugees. Between these two bounds the geometric mean is taken: a judgement.
    resettled = defaultdict(float)
    for row in sources.solutions:
        if int(row["year"]) in RECORDED_RESETTLEMENT_YEARS:
            resettled[row["coo_iso"] == ORIGIN] += number(row["resettlement"])
    recorded = resettled[True] / sum(resettled.values())
    stock_share = sum(sources.stock[host, 2025] for host in HOSTS) / sources.world_refugees_2025
    share_today = round((recorded * stock_share) ** 0.5, 4)

    contributor_rows, means, left_out, tiers = contributors(sources, share_today)
    history = funding_history(sources)
    pledge_rows, expense = pledges(sources, means, tiers)
    evidence = "source,basis,note"
    write(folder / "population.csv", "host,sex,age_band,persons,source,basis", population(sources))
    write(folder / "arrival_year.csv", f"host,year,share,{evidence}", arrival_years(sources))
    write(
        folder / "contributors.csv",
        "id,name,kind,income_share,baseline_places_per_year,places_capacity_per_year,"
        f"unearmarked_share,host_earmarked_share,{evidence}",
        contributor_rows,
    )
    write(
        folder / "funding_history.csv",
        "host,year,requested_usd,requested_usd_range_low,requested_usd_range_high,received_usd,"
        f"{evidence}",
        history,
    )
    write(
        folder / "pledges.csv",
        f"contributor,amount_usd,from,until,earmark,host,status,{evidence}",
        pledge_rows,
    )
    quoted(sources, recorded, stock_share, share_today, left_out, means, history, expense)
    print(
        f"resettlement places: {sum(row[4] for row in contributor_rows)} today,"
        f" capacity {sum(row[5] for row in contributor_rows)}"
    )
    print(f"pledges: {sum(row[1] for row in pledge_rows):,} US$ in {len(pledge_rows)} rows")


if __name__ == "__main__":
    main()
