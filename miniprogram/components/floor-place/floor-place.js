/** Stands where the floor of a room will be, until that is fetched; it knows the same properties and shows nothing. */
Component({
  properties: { room: String, ticket: String, source: String, top: Number, hint: String, show: String, notice: String, share: String, tools: Array, silent: Boolean },
})
