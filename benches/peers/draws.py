"""The draws of draws.rs with NumPy, vectorised over replicates, hosts and groups."""

import numpy as np

BANDS = 5


class Model:
    """The situation that `draws parameters` prints."""

    def __init__(self, parameters):
        hosts = parameters["hosts"]
        self.months = parameters["months"]
        self.opening = np.array([host["opening"] for host in hosts], dtype=np.int64)
        self.death = np.array([host["death"] for host in hosts])
        self.birth = np.array([host["birth"] for host in hosts])
        self.profile = np.array(parameters["profile"], dtype=float)
        self.group_shares = np.array(parameters["group_shares"], dtype=float)
        first = parameters["first_ages"]
        self.bands = [
            slice(first[band], first[band + 1] if band + 1 < BANDS else None)
            for band in range(BANDS)
        ]
        self.arrivals = parameters["arrivals"]
        self.size = parameters["arrival_size"]
        self.returning = parameters["returning"]
        self.adverse = parameters["adverse"]
        self.boys = parameters["boys"]


def shift(ages):
    oldest = ages[..., -1].copy()
    ages[..., 1:] = ages[..., :-1].copy()
    ages[..., -1] += oldest
    ages[..., 0] = 0


def arrive(model, rng, shape):
    return rng.negative_binomial(model.size, model.size / (model.size + model.arrivals), shape)


def totals_of(births, deaths, returns, adverse, people):
    return np.stack([births, deaths, returns, adverse, people], axis=1)


def single_years(model, rng, replicates):
    """Every draw by sex and single year of age."""
    hosts = len(model.opening)
    other = model.returning + model.adverse
    leaves = -np.expm1(-(model.death + other))
    dies = model.death / (model.death + other)
    profile = model.profile.ravel() / model.profile.sum()
    people = np.repeat(model.opening[None], replicates, axis=0)
    births, deaths, returns, adverse = (np.zeros(replicates, dtype=np.int64) for _ in range(4))
    for month in range(model.months):
        if month > 0 and month % 12 == 0:
            shift(people)
        arrived = arrive(model, rng, (replicates, hosts))
        came = rng.multinomial(arrived, profile).reshape(people.shape)
        born = rng.binomial(people[:, :, 0], model.birth).sum(axis=2)
        boys = rng.binomial(born, model.boys)
        exits = rng.binomial(people, leaves)
        died = rng.binomial(exits, dies)
        returned = rng.binomial(exits - died, model.returning / other)
        people += came - exits
        people[:, :, 0, 0] += born - boys
        people[:, :, 1, 0] += boys
        births += born.sum(axis=1)
        deaths += died.sum(axis=(1, 2, 3))
        returns += returned.sum(axis=(1, 2, 3))
        adverse += (exits - died - returned).sum(axis=(1, 2, 3))
    return totals_of(births, deaths, returns, adverse, people.sum(axis=(1, 2, 3)))


def split_with_weights(rng, totals, weights):
    """Multinomial splits of many totals, each with its own weights along the last axis."""
    sums = weights.sum(axis=-1, keepdims=True)
    shares = np.where(sums > 0, weights, 1.0)
    return rng.multinomial(totals, shares / shares.sum(axis=-1, keepdims=True))


def take_evenly(rng, pool, totals):
    """Multivariate hypergeometric draws, many at once: one conditional draw for each year of age."""
    rest = pool.sum(axis=-1)
    left = totals.copy()
    for age in range(pool.shape[-1] - 1):
        here = pool[..., age]
        rest = rest - here
        drawn = rng.hypergeometric(here, rest, left)
        pool[..., age] -= drawn
        left -= drawn
    pool[..., -1] -= left


def by_band(model, values):
    return np.stack([values[..., band].sum(axis=-1) for band in model.bands], axis=-1)


def mean_rates(model, people, rates):
    weighted = by_band(model, people * rates)
    return weighted / np.maximum(by_band(model, people), 1)


class Flows:
    def __init__(self, shape):
        self.arrived, self.died, self.left = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        self.born = np.zeros(shape[:3], dtype=np.int64)


def grow_older(model, rng, ages, flows):
    """Splits a year's flows into single years, and everybody grows a year older."""
    for band, years in enumerate(model.bands):
        pool = ages[..., years]
        if band == 0:
            pool[..., 0] += flows.born
        weights = np.broadcast_to(model.profile[:, years], pool.shape)
        pool += split_with_weights(rng, flows.arrived[..., band], weights)
        weights = pool * model.death[:, :, years]
        dead = split_with_weights(rng, flows.died[..., band], weights)
        taken = np.minimum(dead, pool)
        pool -= taken
        more = (dead - taken).sum(axis=-1)
        if more.any():
            for age in range(pool.shape[-1]):
                taken = np.minimum(more, pool[..., age])
                pool[..., age] -= taken
                more -= taken
        take_evenly(rng, pool, flows.left[..., band])
    shift(ages)


def bands(model, rng, replicates):
    """Draws by sex and age band, split into single years of age in January."""
    hosts = len(model.opening)
    other = model.returning + model.adverse
    shape = (replicates, hosts, 2, BANDS)
    group_shares = model.group_shares.ravel() / model.group_shares.sum()
    birth = np.stack([model.birth, np.zeros_like(model.birth)], axis=1)
    profile = np.broadcast_to(model.profile, model.death.shape)
    death_of_arrivals = mean_rates(model, profile, model.death)
    birth_of_arrivals = mean_rates(model, profile, birth)
    newborn = np.zeros((hosts, 2, BANDS))
    newborn[..., 0] = model.death[..., 0]
    ages = np.repeat(model.opening[None], replicates, axis=0)
    births, deaths, returns, adverse = (np.zeros(replicates, dtype=np.int64) for _ in range(4))
    for month in range(model.months):
        if month > 0 and month % 12 == 0:
            grow_older(model, rng, ages, flows)
        if month % 12 == 0:
            people = by_band(model, ages)
            at_split = people.copy()
            death_at_split = mean_rates(model, ages, model.death)
            birth_at_split = mean_rates(model, ages, birth)
            flows = Flows(shape)
        arrived = arrive(model, rng, (replicates, hosts))
        came = rng.multinomial(arrived, group_shares).reshape(shape)
        children = np.zeros(shape)
        children[..., 0] = flows.born
        everybody = np.maximum(at_split + flows.arrived + children, 1)
        death = (
            at_split * death_at_split + flows.arrived * death_of_arrivals + children * newborn
        ) / everybody
        bear = (at_split * birth_at_split + flows.arrived * birth_of_arrivals) / everybody
        born = rng.binomial(people[:, :, 0], bear[:, :, 0]).sum(axis=2)
        boys = rng.binomial(born, model.boys)
        exits = rng.binomial(people, -np.expm1(-(death + other)))
        died = rng.binomial(exits, death / (death + other))
        returned = rng.binomial(exits - died, model.returning / other)
        people += came - exits
        people[:, :, 0, 0] += born - boys
        people[:, :, 1, 0] += boys
        flows.born[:, :, 0] += born - boys
        flows.born[:, :, 1] += boys
        flows.arrived += came
        flows.died += died
        flows.left += exits - died
        births += born.sum(axis=1)
        deaths += died.sum(axis=(1, 2, 3))
        returns += returned.sum(axis=(1, 2, 3))
        adverse += (exits - died - returned).sum(axis=(1, 2, 3))
    return totals_of(births, deaths, returns, adverse, people.sum(axis=(1, 2, 3)))


MODES = {"single-years": single_years, "bands": bands}


def simulate(model, mode, replicates, batch, seed):
    """Totals of `replicates` replicates, `batch` at a time on one thread."""
    rng = np.random.Generator(np.random.SFC64(seed))
    parts = []
    done = 0
    while done < replicates:
        size = min(batch, replicates - done)
        parts.append(MODES[mode](model, rng, size))
        done += size
    return np.concatenate(parts)
