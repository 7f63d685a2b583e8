import { faceOf } from './goods.js'
import { price } from './money.js'

/** So many of the goods to come are shown; all of them lie in the bag once it begins. */
const SHOWN = 12

/** What stands below the clock of a show that is awaited; `follows` is null while nobody knows, `reserved` are the shows that WeChat will tell of. */
export function beforeView({ goods, follows, reserved }, { picture, planned }) {
  return { reserved: reserved.includes(planned), goods: goods.slice(0, SHOWN).map((good) => goodOf(good, picture)), known: follows !== null, follows: Boolean(follows) }
}

/** What it will cost in the room is the host's to say: here stands what anybody pays. */
function goodOf(good, picture) {
  return {
    product: good.product,
    url: `/pages/product/product?id=${encodeURIComponent(good.product)}`,
    title: good.title,
    ...faceOf(good, picture),
    price: price(good.price),
  }
}
