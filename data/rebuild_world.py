#!/usr/bin/env python3
"""Rebuilds the table of countries from public downloads.

Usage: python3 data/rebuild_world.py SOURCE_DIR [TARGET_DIR]

SOURCE_DIR holds the downloads that data/README.md names. The script writes countries.csv and
world.csv into TARGET_DIR, by default the folder it stands in; the same input gives the same bytes. It needs Python 3 and nothing else.

Rules for gaps:
- a value is the observation of the reference year of its indicator; where that is missing, the
  latest one at most three years older is carried forward, and the note says so;
- a gross domestic product older than that, or unknown, is replaced for a Member State by its
  share in the UN scale of assessments times world GDP, with basis `judgement`;
- what is not reported has no row: a missing row is not a zero.
"""

import csv
import sys
from pathlib import Path

POPULATION_YEAR = 2024
GDP_YEAR = 2023
# The year of the population figures. The download holds projections for 2025 as well.
UNEMPLOYMENT_YEAR = 2024
CARRY_FORWARD_YEARS = 3
UN_SCALE_LAST_YEAR_OF_TRIENNIUM = 2027
RESETTLEMENT_YEARS = range(2021, 2026)

# Beside the Member States: those that UNHCR's or the World Bank's tables report by themselves.
# The asylum countries of the table of hosted persons are added to these.
OTHER_ENTITIES = ["HKG", "PSE", "VAT", "XKX"]

# Codes of UNHCR's tables that are no countries.
NOT_COUNTRIES = {"UNK", "XXA", "TIB"}

# The names of M49, shortened where that is usual.
SHORT_NAMES = {
    "BOL": "Bolivia",
    "FSM": "Micronesia",
    "GBR": "United Kingdom",
    "HKG": "Hong Kong (China)",
    "IRN": "Iran",
    "NLD": "Netherlands",
    "SXM": "Sint Maarten",
    "VEN": "Venezuela",
}

# What M49 lacks: it lists Kosovo under Serbia.
EXTRA_ENTITIES = {
    "XKX": ("Kosovo (Security Council resolution 1244)", "Europe", "Southern Europe"),
}

INCOME_GROUPS = {
    "Low income": "low",
    "Lower middle income": "lower_middle",
    "Upper middle income": "upper_middle",
    "High income": "high",
    "NA": "",
}


def read(path):
    """Reads a CSV file into a list of dictionaries."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, header, rows):
    """Writes rows under a header, with line feeds on every platform."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def plain(number, decimals=4):
    """A number without needless decimals."""
    text = f"{number:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def latest(series, reference_year):
    """The observation of the reference year or the last one before it: (year, value)."""
    years = [year for year in series if year <= reference_year]
    return (max(years), series[max(years)]) if years else None


def carried(year, reference_year):
    """The note on a value that is older than the reference year."""
    if year == reference_year:
        return ""
    return f"carried forward from {year}: no value for {reference_year}"


def world_bank_series(source):
    """Series of the World Bank by indicator and country: {column: {iso3: {year: value}}}."""
    columns = ["population", "gdp_current_usd", "unemployment_pct_ilo"]
    series = {column: {} for column in columns}
    for row in read(source / "world" / "country_year_indicators.csv"):
        for column in columns:
            if row[column]:
                series[column].setdefault(row["iso3"], {})[int(row["year"])] = float(row[column])
    return series


def countries(source, scale, hosts):
    """The rows of countries.csv."""
    m49 = {row["ISO-alpha3 Code"]: row for row in read(source / "world" / "unsd_m49.csv")}
    income = {
        row["iso3"]: INCOME_GROUPS[row["wb_income_group_fy26"]]
        for row in read(source / "world" / "wb_classification.csv")
    }
    unhcr = {row["iso_code"]: row["unhcr_code"] for row in read(source / "unhcr" / "countries.csv")}
    rows = []
    for code in sorted(set(scale) | set(OTHER_ENTITIES) | hosts):
        member = "true" if code in scale else "false"
        if code in EXTRA_ENTITIES:
            name, region, subregion = EXTRA_ENTITIES[code]
            flags = ["false"] * 3
        else:
            entry = m49[code]
            name = SHORT_NAMES.get(code, entry["Country or Area"].replace("\u2019", "'"))
            region = entry["Region Name"]
            # The finest level that M49 has: Eastern Africa rather than Sub-Saharan Africa.
            subregion = entry["Intermediate Region Name"]
            if subregion in ("", "NA"):
                subregion = entry["Sub-region Name"]
            flags = [
                "true" if entry[column].strip() == "x" else "false"
                for column in (
                    "Least Developed Countries (LDC)",
                    "Land Locked Developing Countries (LLDC)",
                    "Small Island Developing States (SIDS)",
                )
            ]
        group = income.get(code, "")
        rows.append([code, name, region, subregion, member, group, *flags, unhcr.get(code, "")])
    return rows


def gdp_row(code, series, scale):
    """The row of a country's gross domestic product, or nothing."""
    found = latest(series.get(code, {}), GDP_YEAR)
    if found and found[0] >= GDP_YEAR - CARRY_FORWARD_YEARS:
        year, value = found
        return [code, "gdp_usd", plain(value, 0), year, "wdi", "data", carried(year, GDP_YEAR)]
    if code not in scale:
        return None
    value = scale[code] / 100 * series["WLD"][GDP_YEAR]
    last = f"last value is of {found[0]}" if found else "no value was ever reported"
    note = f"{last}; share in the UN scale of assessments 2025-27 times world GDP {GDP_YEAR}"
    return [code, "gdp_usd", plain(value, 0), GDP_YEAR, "un-scale-wdi", "judgement", note]


def carried_row(code, indicator, series, reference_year):
    """The row of an indicator that may be carried forward, or nothing."""
    found = latest(series.get(code, {}), reference_year)
    if not found or found[0] < reference_year - CARRY_FORWARD_YEARS:
        return None
    year, value = found
    return [code, indicator, plain(value), year, "wdi", "data", carried(year, reference_year)]


def resettlement_rows(code, arrivals):
    """A row for each year reported and one for their mean."""
    reported = [year for year in RESETTLEMENT_YEARS if year in arrivals]
    rows = [
        [code, "resettlement_arrivals_persons", plain(arrivals[year]), year, "unhcr", "data", ""]
        for year in reported
    ]
    if reported:
        mean = sum(arrivals[year] for year in reported) / len(reported)
        note = "mean of the years reported: " + " ".join(map(str, reported))
        indicator = "resettlement_arrivals_persons_per_year"
        rows.append([code, indicator, plain(mean, 2), reported[-1], "unhcr", "data", note])
    return rows


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).resolve().parent

    scale = {
        row["iso3"]: float(row["pct"])
        for row in read(source / "world" / "un_scale_of_assessments.csv")
        if int(row["column_year"]) == UN_SCALE_LAST_YEAR_OF_TRIENNIUM and row["pct"]
    }
    hosted = {}
    for row in read(source / "unhcr" / "hosted_by_asylum_2023_2025.csv"):
        if row["coa_iso"] in NOT_COUNTRIES or not (row["refugees"] or row["oip"]):
            continue
        persons = float(row["refugees"] or 0) + float(row["oip"] or 0)
        hosted.setdefault(row["coa_iso"], {})[int(row["year"])] = persons
    arrivals = {}
    for row in read(source / "unhcr" / "resettlement_arrivals_by_state_2010_2025.csv"):
        if row["resettlement"]:
            arrivals.setdefault(row["coa_iso"], {})[int(row["year"])] = float(row["resettlement"])
    series = world_bank_series(source)

    country_rows = countries(source, scale, set(hosted))
    rows = []
    for code in (row[0] for row in country_rows):
        candidates = [
            carried_row(code, "population_persons", series["population"], POPULATION_YEAR),
            gdp_row(code, series["gdp_current_usd"], scale),
            carried_row(
                code, "unemployment_percent", series["unemployment_pct_ilo"], UNEMPLOYMENT_YEAR
            ),
        ]
        if code in scale:
            year = UN_SCALE_LAST_YEAR_OF_TRIENNIUM
            candidates.append(
                [code, "un_scale_percent", plain(scale[code]), year, "un-scale", "data", ""]
            )
        for year in (2024, 2025):
            if year in hosted.get(code, {}):
                indicator = f"hosted_end_{year}_persons"
                value = plain(hosted[code][year])
                candidates.append([code, indicator, value, year, "unhcr", "data", ""])
        candidates.extend(resettlement_rows(code, arrivals.get(code, {})))
        rows.extend(row for row in candidates if row)

    write(
        target / "countries.csv",
        "iso3,name,region,subregion,un_member,income_group,ldc,lldc,sids,unhcr_code".split(","),
        country_rows,
    )
    write(target / "world.csv", "iso3,indicator,value,year,source,basis,note".split(","), rows)
    members = sum(row[4] == "true" for row in country_rows)
    print(f"{len(country_rows)} countries, {members} Member States, {len(rows)} figures")


if __name__ == "__main__":
    main()
