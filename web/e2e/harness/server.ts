import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

/** The binary under test. */
const BINARY =
  process.env.MIAOHUI_BINARY ?? fileURLToPath(new URL('../../../../target/debug/miaohui', import.meta.url));
/** A name that browsers of the stories take for this machine. */
export const HOUSE = 'miaohui.house.example';
/** How long it may take to load the demo seller and the language model, and to stop, in milliseconds. */
const STARTS_WITHIN = 60_000;
const STOPS_WITHIN = 20_000;

/** Where a server is reached. */
export interface Address {
  url: string;
}

/** Settings that differ from the usual ones, as variables of the environment. */
export type Settings = Record<`MIAOHUI_${string}`, string>;

/** A running server with the demo seller, its data in a folder of its own. */
export class Server {
  private child: ChildProcess | null = null;
  private said = '';

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly settings: Settings,
  ) {}

  /** Starts one on a free port. */
  static async start(settings: Settings = {}): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'miaohui-stories-'));
    const server = new Server(folder, await freePort(), settings);
    process.once('exit', () => server.child?.kill('SIGKILL'));
    try {
      await server.launch();
    } catch (error) {
      await server.kill();
      rmSync(server.folder, { recursive: true, force: true });
      throw error;
    }
    return server;
  }

  /** Where it is reached. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The same as another machine of the house reaches it: by name, and without TLS. */
  get elsewhere(): Address {
    return { url: `http://${HOUSE}:${this.port}` };
  }

  /** Starts the program on the same data and port; done when it serves. */
  async launch(): Promise<void> {
    const child = spawn(
      BINARY,
      ['serve', '--demo', '--data', join(this.folder, 'data'), '--listen', `127.0.0.1:${this.port}`],
      { env: { ...environment(), ...this.settings }, cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    let failed: Error | null = null;
    child.once('error', (error) => {
      failed = error;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        this.said += bytes.toString();
      });
    }
    await until(
      'the server is ready',
      async () => {
        if (failed) throw failed;
        if (child.exitCode !== null) throw new Error(`the server ended:\n${this.said}`);
        return fetch(`${this.url}/readyz`).then(
          (response) => response.ok,
          () => false,
        );
      },
      STARTS_WITHIN,
    );
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it as an administrator would, and removes its data; tells of a stop that was not clean. */
  async stop(): Promise<void> {
    const code = await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server stopped with ${code}:\n${this.said}`);
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => {
      child.once('exit', (code) => done(code));
    });
    const patience = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN);
    child.kill(signal);
    const code = await ended;
    clearTimeout(patience);
    this.child = null;
    return code;
  }
}

/** Ours, without what is meant for the stories: the server refuses settings it does not know. */
function environment(): NodeJS.ProcessEnv {
  const { MIAOHUI_BINARY, MIAOHUI_TEST_BROWSER, NODE_TEST_CONTEXT, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}
