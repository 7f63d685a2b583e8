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
      close() { wire.close() },
    }
  },
}
