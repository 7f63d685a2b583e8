/**
 * Where the shop's API answers, e.g. "https://live.example.cn".
 * The H5 page leaves it empty: it is served by the very origin it asks.
 * In WeChat the shop writes its own domain here; the same domain stands in the mini-program console under request 合法域名, and under downloadFile
 * 合法域名 too, for posters that are saved.
 */
export const origin = ''
