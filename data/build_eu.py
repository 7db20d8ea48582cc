#!/usr/bin/env python3
"""Rebuilds the tables of scenarios/eu-relocation-2015 and scenarios/eu-solidarity-pool.

Usage: build_eu.py FOLDER_WITH_SOURCE_DATA

Reads Eurostat inputs and published allocations (folder `keys` of the source data) and writes small
tables of our own: indicators of the 22 States of the relocation of September 2015, what was
published, and what had been delivered by May 2017. Numbers are written as read, but for GDP, which
is converted at one rate for all, so that shares do not change.
"""

import csv
import pathlib
import sys

USD_PER_EUR_2014 = 1.3285  # European Central Bank, annual average of the reference rate, 2014
NAMES = {
    "AU": "AUT", "BE": "BEL", "BG": "BGR", "HR": "HRV", "CY": "CYP", "CZ": "CZE", "EE": "EST",
    "FI": "FIN", "FR": "FRA", "DE": "DEU", "LV": "LVA", "LT": "LTU", "LU": "LUX", "MT": "MLT",
    "NL": "NLD", "PL": "POL", "PT": "PRT", "RO": "ROU", "SK": "SVK", "SL": "SVN", "ES": "ESP",
    "SE": "SWE",
}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, header, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{path}: {len(lines)} rows")


def main():
    keys = pathlib.Path(sys.argv[1]) / "keys"
    target = pathlib.Path(__file__).resolve().parent.parent / "scenarios" / "eu-relocation-2015"
    published = {
        NAMES[row["state"]]: int(row["sep2015_com451_of_120000"])
        for row in rows(keys / "eu2015_official_allocations.csv")
        if row["sep2015_com451_of_120000"]
    }
    inputs = {
        (row["iso3"], int(row["year"])): row
        for row in rows(keys / "eurostat_key_inputs_2005_2019.csv")
    }
    countries, names = [], {}
    for code in sorted(published):
        of_2014 = inputs[(code, 2014)]
        names[of_2014["geo"]] = code
        applicants = [
            float(inputs[(code, year)]["asylum_applicants_total"])
            for year in range(2010, 2015)
            if inputs[(code, year)]["asylum_applicants_total"]
        ]
        population = float(of_2014["population"])
        mean = sum(applicants) / len(applicants)
        countries.append([
            code,
            int(population),
            round(float(of_2014["gdp_meur"]) * 1e6 * USD_PER_EUR_2014),
            float(of_2014["unemployment_pct"]),
            round(mean / population * 1e6, 2),
        ])
    write(
        target / "country.csv",
        ["country", "indicators.population_persons", "indicators.gdp_usd",
         "indicators.unemployment_percent", "indicators.asylum_applications_per_million"],
        countries,
    )
    names.update({"Czech Republic": "CZE", "Czechia": "CZE"})
    relocated = rows(keys / "eu2015_relocated_state_of_play.csv")
    last = max(row["as_of"] for row in relocated)
    quotas = []
    for row in relocated:
        code = names.get(row["state"])
        if row["as_of"] != last or code is None:
            continue
        for host, column in (("ITA", "relocated_from_italy"), ("GRC", "relocated_from_greece")):
            if int(row[column]):
                # The year is that of the obligation which the relocation fulfils.
                quotas.append([code, 2015, int(row[column]), host, "disbursed", "false"])
    write(
        target / "quota.csv",
        ["contributor", "year", "places_persons", "host", "status", "binds"],
        sorted(quotas),
    )
    write(
        target / "published.csv",
        ["country", "places_of_120000"],
        sorted(published.items()),
    )


if __name__ == "__main__":
    main()
