"""拼团: a lower price for so many buyers together; who is one too few when the time is over gets the money back.

Somebody opens a team, others join it; each orders and pays as ever, and the orders wait until the last seat is paid. A
team that opens takes the pieces of all its seats off the group buy's quota, so that what was begun can be filled; stock
is reserved by each order. Nobody is invented to fill a team.

At any moment quantity = left + the seats of open teams at `per_member` pieces each + what was bought in full teams.
"""
