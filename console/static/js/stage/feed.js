// What one on stage sees and hears, by WHEP: the show without one's own voice. It comes back by itself, also where the
// connection is up and nothing comes by it. A picture that stands beside voices and many packets lost are no reason: a
// thin line keeps the voices, and any other way would bring one's own.

import { gathered } from "../live/gathering.js";
import { exchanged, hangUp, pause } from "../live/signalling.js";
import { LOOK_MS, Line, received } from "../live/whep.js";

export class Feed {
  #video;
  #address;
  #headers;
  #servers;
  #connection = null;
  #session = "";
  #wanted = false;
  #tries = 0;
  #timer = 0;
  #looking = 0;

  constructor(video, address, headers, servers) {
    this.#video = video;
    this.#address = address;
    this.#headers = headers;
    this.#servers = servers;
  }

  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#open();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const session = this.#session;
    this.#close();
    this.#video.hidden = true;
    if (session) hangUp(session, true);
  }

  async #open() {
    const connection = (this.#connection = new RTCPeerConnection({ iceServers: this.#servers, bundlePolicy: "max-bundle" }));
    const shown = new MediaStream();
    connection.addTransceiver("video", { direction: "recvonly" });
    connection.addTransceiver("audio", { direction: "recvonly" });
    connection.addEventListener("track", ({ track }) => {
      shown.addTrack(track);
      this.#video.srcObject = shown;
      this.#video.play().catch(() => {}); // a tap on the page starts it
      this.#video.hidden = false;
    });
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "connected") this.#look(connection);
      if (["failed", "closed", "disconnected"].includes(connection.connectionState)) this.#again(connection);
    });
    await this.#connect(connection).catch(() => this.#again(connection));
  }

  async #connect(connection) {
    await connection.setLocalDescription();
    await gathered(connection);
    if (connection !== this.#connection) return;
    const { session, sdp } = await exchanged(this.#address, this.#headers, connection.localDescription.sdp);
    if (connection !== this.#connection) return hangUp(session);
    this.#session = session;
    await connection.setRemoteDescription({ type: "answer", sdp });
  }

  #look(connection) {
    const line = new Line();
    clearInterval(this.#looking);
    this.#looking = setInterval(async () => {
      if (document.hidden) return; // a browser may leave undecoded what nobody sees
      const now = received(await connection.getStats());
      const came = now.frames + now.heard;
      line.holds({ ...now, frames: came });
      if (came) this.#tries = 0;
      if (line.stands) this.#again(connection);
    }, LOOK_MS);
  }

  #again(connection) {
    if (connection !== this.#connection) return;
    this.#close();
    if (this.#wanted) this.#timer = setTimeout(() => this.#wanted && this.#open(), pause(this.#tries++));
  }

  #close() {
    const connection = this.#connection;
    this.#connection = null;
    this.#session = "";
    clearInterval(this.#looking);
    connection?.close();
  }
}
