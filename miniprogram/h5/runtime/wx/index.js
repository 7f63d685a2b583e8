import { device } from './device.js'
import { navigation } from './navigation.js'
import { network } from './network.js'
import { request } from './request.js'
import { storage } from './storage.js'
import { toast } from './toast.js'
import { video } from './video.js'

/** The part of WeChat's `wx` that our pages use, on what a browser has. */
export function createWx(stack) {
  return { request, ...device, ...navigation(stack), ...network, ...storage, ...toast, ...video }
}
