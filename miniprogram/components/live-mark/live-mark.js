Component({ properties: { label: String, away: Boolean } })
