import { tagFor, wordsFor } from './shared/i18n/index.js'

const language = wx.getStorageSync('language') || wx.getAppBaseInfo().language

/** What the viewer chose or his device reads, for every page of this visit; whole.js adds what comes after the first ones. */
export const words = { ...wordsFor(language) }
export const tag = tagFor(language)
