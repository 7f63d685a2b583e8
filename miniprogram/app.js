import { api } from './api.js'

App({ api })
