import { device } from './device.js'
import { media } from './media.js'
import { modal } from './modal.js'
import { navigation } from './navigation.js'
import { network } from './network.js'
import { request } from './request.js'
import { socket } from './socket.js'
import { storage } from './storage.js'
import { toast } from './toast.js'
import { video } from './video.js'

/** The part of WeChat's `wx` that our pages use, on what a browser has. */
export function createWx(stack) {
  return { request, ...device, ...media, ...modal, ...navigation(stack), ...network, ...socket, ...storage, ...toast, ...video }
}
