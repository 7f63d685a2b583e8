/** HTML that the shop wrote and the server cleaned; the page's own policy lets no script in it run. */
Component({
  properties: { nodes: String },
  observers: {
    nodes(nodes) {
      this.write(nodes)
    },
  },
  lifetimes: {
    attached() {
      this.write(this.data.nodes)
    },
  },
  methods: {
    write(html) {
      const place = this._$.$$.querySelector('div')
      if (place) place.innerHTML = html
    },
  },
})
