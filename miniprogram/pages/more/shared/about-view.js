/** What the shop says of itself, in the order in which it is read. */
const SAID = ['name', 'hours', 'place', 'phone', 'company', 'licence', 'icp']

/** What the page about the shop shows of GET /about; `client` is where it is read: WeChat alone has a way to write to the shop. */
export function aboutView({ answer }, { words, client }) {
  const shop = answer || {}
  const phone = shop.phone || ''
  const writes = client === 'mini'
  return {
    particulars: SAID.filter((key) => shop[key]).map((key) => ({ key, name: words.about.names[key], text: shop[key] })),
    phone,
    writes,
    hint: phone || writes ? words.about.firstHint : words.about.noPhone,
  }
}
