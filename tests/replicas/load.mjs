// Clients that predict and upload without a pause, and know what they must be answered.
import http from 'node:http';

/** `pictures`: [{ name, bytes, person }]; those are uploaded under their names. */
export class Load {
  constructor(service, pictures, clients = 6) {
    this.service = service;
    this.pictures = pictures;
    this.wrong = [];
    this.failed = [];  ///< requests without a proper answer: { what, began, ended, status }
    this.answered = { predict: 0, upload: 0, own: 0 };
    this.slowest = 0;
    this.running = true;
    this.clients = Array.from({ length: clients }, (_, number) => this.work(number));
  }
  async send(what, kind, request) {
    const began = Date.now();
    let answer;
    try {
      answer = await request();
    } catch (error) {
      answer = { status: 0, body: String(error.message) };
    }
    const ended = Date.now();
    if (answer.status === 200) {
      ++this.answered[kind];
      this.slowest = Math.max(this.slowest, ended - began);
    } else {
      this.failed.push({ what, began, ended, status: answer.status, body: answer.body.slice(0, 300) });
    }
    return answer;
  }
  check(what, answer, people) {
    if (answer.status !== 200) return;
    const [{ name }] = answer.json().predictions;
    if (!people.has(name)) this.wrong.push(`${what}: ${name}, not ${[...people].join(' or ')}`);
  }
  async work(number) {
    const service = this.service.in(this.service.workspace);
    service.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const own = `own-${number}.jpg`;
    let may = new Set();  // who may be in it: more than one where an upload had no answer
    for (let turn = number; this.running; ++turn) {
      const picture = this.pictures[turn % this.pictures.length];
      if (turn % 4 === 0) {
        const uploaded = await this.send(`upload ${own}`, 'upload', () => service.upload(own, picture.bytes));
        may = uploaded.status === 200 ? new Set([picture.person]) : new Set([...may, picture.person]);
      } else if (turn % 4 === 1 && may.size > 0) {
        // Whichever server it went to: what is predicted is what was uploaded last.
        this.check(own, await this.send(`predict ${own}`, 'own', () => service.predict(own)), may);
      } else {
        this.check(picture.name, await this.send(`predict ${picture.name}`, 'predict', () => service.predict(picture.name)), new Set([picture.person]));
      }
    }
    service.agent.destroy();
  }
  async stop() {
    this.running = false;
    await Promise.all(this.clients);
  }
}
