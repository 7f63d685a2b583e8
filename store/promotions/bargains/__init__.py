"""砍价: a price comes down with everybody who helps, from what the product costs to a floor, until its time is over.

Who begins (`Haggle`) cuts first; each helper cuts once. How much each cut takes is fixed by a seed that is drawn when
the haggle begins, so nobody's cut hangs on who they are. It may be bought at the price reached at any moment; a piece
of the bargain is taken when it is ordered, not before.

At any moment quantity = left + pieces of orders that wait for their money or are paid.
"""
