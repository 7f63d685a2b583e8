/** What is given, for all to see: a line for each giver, and the whole picture for a great one. */
Component({ properties: { trays: Array, full: { type: Object, value: null }, moves: Boolean } })
