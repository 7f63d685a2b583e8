"""秒杀: a few pieces at a low price, opened before everybody's eyes, for whoever is first.

The pieces are carved out of stock when the sale is announced, so that nobody else can buy them. Who grabs is let in by
`live` from memory, in the order of arrival (`Desk`); a claim is true when its row is committed. It is good for five
minutes: then the order it was made for expires with it, and its pieces are for the next one.

At any moment quantity = left + returned + the pieces of standing claims.
"""
