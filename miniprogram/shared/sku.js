import { dealOf } from './goods.js'

/** The choice that a sheet opens with: of a product with one kind that one, else nothing, or what leads to `sku`. */
export function firstChoice(product, sku) {
  const known = product.skus.find((each) => each.id === sku) || (product.skus.length === 1 ? product.skus[0] : null)
  return known ? [...known.values] : product.specs.map(() => '')
}

/** Choosing what is chosen takes it back. */
export function choose(chosen, place, value) {
  return chosen.map((each, index) => (index === place ? (each === value ? '' : value) : each))
}

/** The SKU that the choice means, or null while something is still open. */
export function chosenSku(product, chosen) {
  return product.skus.find((sku) => sku.values.length === chosen.length && sku.values.every((value, place) => value === chosen[place])) || null
}

/** Each spec with its values: which is chosen, and which still leads to something that can be bought. */
export function matrix(product, chosen) {
  return product.specs.map((spec, place) => ({
    name: spec.name,
    place,
    values: spec.values.map((value) => ({ value, chosen: chosen[place] === value, open: leadsSomewhere(product, chosen, place, value) })),
  }))
}

/** How many pieces may be chosen: the product's limits and what is there. */
export function limits(product, sku) {
  const most = Math.min(sku ? sku.available : 999, product.most || 999)
  return { least: Math.min(product.least || 1, Math.max(most, 1)), most: Math.max(most, 1) }
}

/** From the lowest to the highest of what its kinds cost now. */
export function spread(product) {
  const prices = product.skus.map(dealOf)
  return prices.length ? { low: Math.min(...prices), high: Math.max(...prices) } : { low: 0, high: 0 }
}

function leadsSomewhere(product, chosen, place, value) {
  return product.skus.some((sku) => sku.available > 0 && sku.values[place] === value
    && sku.values.every((each, index) => index === place || !chosen[index] || chosen[index] === each))
}
