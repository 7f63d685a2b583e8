import { tagFor, wordsFor } from './shared/i18n/index.js'

const { language } = wx.getAppBaseInfo()

/** What the viewer's device reads, for every page of this visit. */
export const words = wordsFor(language)
export const tag = tagFor(language)
