import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';

/** A robot of a DingTalk group on this machine: it checks what it is sent as DingTalk does, and keeps what it says. */
export class Robot {
  /** The messages that arrived. */
  readonly said: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly secret: string,
  ) {}

  static async open(secret: string): Promise<Robot> {
    const server = createServer();
    const robot = new Robot(server, secret);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const query = new URL(request.url ?? '', 'http://robot').searchParams;
        const timestamp = query.get('timestamp') ?? '';
        const signed = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
        const late = Math.abs(Date.now() - Number(timestamp)) > 3_600_000;
        const fits = query.get('sign') === signed && !late;
        if (fits) robot.said.push(JSON.parse(Buffer.concat(parts).toString()).markdown.text);
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify(fits ? { errcode: 0, errmsg: 'ok' } : { errcode: 310000, errmsg: 'sign not match' }),
        );
      });
    });
    await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
    return robot;
  }

  get address(): string {
    const at = this.server.address();
    const port = typeof at === 'object' && at ? at.port : 0;
    return `http://127.0.0.1:${port}/robot/send?access_token=token-of-the-group`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
