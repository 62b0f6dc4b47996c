/** What a check costs whose two lists have so many people together; null: any more than before. */
export type Price = { readonly peopleMax: number | null; readonly credits: number }

/** Prices, the smallest lists first. Empty where nothing is to be paid. */
export type Tariff = readonly Price[]

/**
 * What a check of so many people costs. Lists larger than any price names cost what the largest
 * do. Pure.
 */
export function priceOf(tariff: Tariff, people: number): number {
  const price = tariff.find(({ peopleMax }) => peopleMax === null || people <= peopleMax)
  return (price ?? tariff.at(-1))?.credits ?? 0
}

/** What a check costs at the most, whatever its lists are. Pure. */
export function highestPrice(tariff: Tariff): number {
  return Math.max(0, ...tariff.map(({ credits }) => credits))
}

/** Lists may grow by this part between a quote and the reading of them. */
const GROWTH = 0.1

/** The most that a check costs of which was quoted that it has so many people. Pure. */
export function ceilingOf(tariff: Tariff, people: number): number {
  return Math.max(priceOf(tariff, people), priceOf(tariff, Math.ceil(people * (1 + GROWTH))))
}
