/** wx.connectSocket over WebSocket: a SocketTask with one listener of each kind, as WeChat's. */
export const socket = {
  connectSocket({ url }) {
    const wire = new WebSocket(url)
    return {
      onOpen(listener) { wire.onopen = () => listener({}) },
      onMessage(listener) { wire.onmessage = ({ data }) => listener({ data }) },
      onClose(listener) { wire.onclose = ({ code, reason }) => listener({ code, reason }) },
      onError(listener) { wire.onerror = () => listener({ errMsg: 'connectSocket:fail' }) },
      send({ data }) { if (wire.readyState === WebSocket.OPEN) wire.send(data) },
      /** A browser complains of a wire that is cut before it stands: that one is cut as soon as it does. */
      close() {
        if (wire.readyState === WebSocket.CONNECTING) wire.onopen = () => wire.close()
        else wire.close()
      },
    }
  },
}
