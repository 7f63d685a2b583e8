"""The stages of a quote in their order; each is a file of its own.

price -> bundle -> reduction -> gifts -> coupons -> points -> shipping -> points earned. Bought through an activity, a
line skips all of them but shipping.
"""

from collections.abc import Sequence
from datetime import datetime

from store.pricing import gifts, points, prices, reductions, scopes, shipping
from store.pricing.basket import Basket, basket_of, to_pay
from store.pricing.cart import Buyer, Cart, Promotion
from store.pricing.coupons import Hand
from store.pricing.points import Spent
from store.pricing.quoted import Quote
from store.pricing.shipping import Freight


def quote(cart: Cart, buyer: Buyer, now: datetime, rules: Sequence[Promotion]) -> Quote:
    """What a cart costs and why; cart, checkout and order ask here. The same conditions give everybody the same price.

    Fen everywhere. Discounts are shared out over the lines by the largest remainder, so that they sum exactly and no
    line falls below nothing. Neither the order of the cart nor that of the rules changes anything.
    """
    running = scopes.running(rules, buyer, now)
    basket = basket_of(cart)
    prices.price(basket, buyer, running)
    prices.bundle(basket, running)
    reductions.reduce(basket, running)
    gifts.give(basket, cart, running)
    hand = Hand(cart, buyer.coupons, basket, now)
    hand.take_off_goods()
    before_points = to_pay(basket.rows)
    spent = points.spend(basket, cart, buyer, running)
    basket.earned = points.earned(basket, running)
    freight = shipping.ship(basket, cart, before_points, running)
    return _written(basket, cart, hand, spent, freight)


def _written(basket: Basket, cart: Cart, hand: Hand, spent: Spent, freight: Freight) -> Quote:
    off_shipping = ([freight.free] if freight.free else []) + hand.take_off_shipping(freight.rest)
    shipping_off = sum(adjustment.amount for adjustment in off_shipping)
    goods = sum(item.price * item.quantity for item in cart.items)
    payable = to_pay(basket.rows)
    return Quote(
        lines=(*(row.line() for row in sorted(basket.rows, key=lambda row: row.place)), *basket.gifts),
        goods=goods,
        discount=goods - payable - spent.off,
        points=spent.points,
        points_off=spent.off,
        most_points=spent.most,
        shipping=freight.fee - shipping_off,
        shipping_off=shipping_off,
        shipping_adjustments=tuple(off_shipping),
        delivery=cart.delivery,
        deliverable=freight.deliverable,
        total=payable + freight.fee - shipping_off,
        points_earned=basket.earned,
        coupons=hand.used(),
        offers=hand.offers(freight.rest),
        nudges=tuple(basket.nudges),
        promotions=basket.given,
    )
