/** Stands where the floor of a room, or what comes before a show, will be until that is fetched; it knows the same properties. */
Component({
  properties: { room: String, ticket: String, source: String, top: Number, hint: String, show: String, notice: String, share: String, tools: Array, silent: Boolean, title: String, starts: String, planned: String },
})
