Component({ properties: { card: Object, words: Object } })
