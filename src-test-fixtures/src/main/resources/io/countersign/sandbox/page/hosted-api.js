/*
 * The parent's side of the Hosted API, library version 1.0: JSON strings both ways, a frame id handed out on "ready", events that must be answered, requests under
 * "hosted_request" only. The ways of playing it wrong are for tests of pods:
 *   plain-request    requests are ignored, as the vendor ignores one that is not called "hosted_request"
 *   no-answer        the parent never says anything
 *   wrong-member     the hash belongs to another member than the one that is named
 *   object-messages  objects are sent instead of JSON strings
 */
export class HostedApi {
  #frame;
  #origin;
  #play;
  #screen;
  #handlers;
  #frameId = null;
  #open = new Map();
  #events = 0;
  #closed = new AbortController();

  /**
   * @param frame the pod's iframe
   * @param origin of the pod; messages go to it and come from it, nowhere else
   * @param screen e.g. {screen: "ticket", id: 1, hostedAs: "pod"}
   * @param handlers memberAuthentication(play), refresh(), openScreen(args), changed({acknowledged, waiting, ignored, dirty})
   */
  constructor(frame, origin, screen, play, handlers) {
    this.#frame = frame;
    this.#origin = origin;
    this.#screen = screen;
    this.#play = play;
    this.#handlers = handlers;
    this.acknowledged = 0;
    this.ignored = 0;
    this.dirty = false;
    window.addEventListener('message', (message) => this.#hear(message), { signal: this.#closed.signal });
  }

  close() {
    this.#closed.abort();
  }

  /** Sends an event; the screen counts as hanging until it is answered. */
  raise(event, data) {
    const id = `${event}-${++this.#events}`;
    this.#open.set(id, event);
    this.#say({ event, _id: id, data });
    this.#tell();
  }

  #hear(message) {
    if (message.source !== this.#frame.contentWindow || message.origin !== this.#origin) {
      return;
    }
    const said = this.#parsed(message.data);
    if (said === null) {
      this.#ignore();
    } else if (said.message === 'ready') {
      this.#ready();
    } else if (said.frameID !== this.#frameId || this.#frameId === null) {
      this.#ignore();
    } else if (typeof said.event === 'string' && this.#open.get(said._id) === said.event) {
      this.#open.delete(said._id);
      this.acknowledged++;
      this.#tell();
    } else if (typeof said.hosted_request === 'string' && this.#play !== 'plain-request') {
      this.#request(said);
    } else {
      this.#ignore();
    }
  }

  #parsed(data) {
    if (typeof data !== 'string') {
      return null;
    }
    try {
      const said = JSON.parse(data);
      return typeof said === 'object' ? said : null;
    } catch {
      return null;
    }
  }

  #ready() {
    if (this.#play === 'no-answer') {
      return;
    }
    this.#frameId = `frame-${crypto.randomUUID()}`;
    this.#open.clear();
    this.#say({ MessageFrameID: this.#frameId });
    this.raise('onLoad', { screenObject: this.#screen });
  }

  async #request(said) {
    switch (said.hosted_request) {
      case 'getMemberAuthentication':
        // the name comes back in lower case
        this.#say({
          response: 'getmemberauthentication',
          _id: crypto.randomUUID(),
          data: await this.#handlers.memberAuthentication(this.#play),
        });
        break;
      case 'refreshScreen':
        this.#handlers.refresh();
        break;
      case 'setDirty':
        this.dirty = said.args?.dirty === true;
        this.#tell();
        break;
      case 'openScreen':
        this.#handlers.openScreen(said.args ?? {});
        break;
      default:
        this.#ignore();
    }
  }

  #say(message) {
    this.#frame.contentWindow.postMessage(
      this.#play === 'object-messages' ? message : JSON.stringify(message), this.#origin);
  }

  #ignore() {
    this.ignored++;
    this.#tell();
  }

  #tell() {
    this.#handlers.changed({
      acknowledged: this.acknowledged, waiting: this.#open.size, ignored: this.ignored, dirty: this.dirty,
    });
  }
}
