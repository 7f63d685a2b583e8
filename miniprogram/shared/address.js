/** An address before anything was written. */
export const emptyAddress = { name: '', phone: '', region: [], street: '', usual: false }

/** What is sent of it: a municipality stands once. */
export function wantedAddress({ name, phone, region, street, usual }) {
  return { name: name.trim(), phone: phone.trim(), region: regionOf(region), street: street.trim(), usual }
}

/** ['天津市', '天津市', '和平区'] -> '天津市 和平区' */
export function regionOf(parts) {
  return (parts || []).filter((part, place) => part && parts.indexOf(part) === place).join(' ')
}

/** '天津市 和平区' -> ['天津市', '天津市', '和平区'], as a region is picked. */
export function partsOf(region) {
  const parts = region.split(' ').filter(Boolean)
  return parts.length === 2 ? [parts[0], ...parts] : parts
}

/** What the form shows; `facts.wrong` is what the shop said of a field, `facts.near` where the shop is: there the choice of a region opens. */
export function addressView({ form, wrong, agreed, near = '' }, { words }) {
  const field = (name, type, value) => ({ name, type, value, label: words.address[name], hint: words.address.hints[name], wrong: wrong[name] || '' })
  return {
    fields: [field('name', 'text', form.name), field('phone', 'number', form.phone), field('region', '', regionOf(form.region)), field('street', 'text', form.street)],
    region: form.region.length ? form.region : partsOf(near),
    usual: form.usual,
    agreed,
  }
}
