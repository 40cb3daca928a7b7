import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { Person } from './api.js';
import { Browsing } from './browser.js';
import { Server, type Settings } from './server.js';

/** What a set of stories plays on: a server, a browser, and an administrator to look things up with. */
export interface Stage {
  server: Server;
  browsing: Browsing;
  admin: Person;
}

/** Sets the stage for the stories of one file, and clears it whatever becomes of them. */
export function stage(settings: Settings = {}): Stage {
  const set: Partial<Stage> = {};
  before(async () => {
    set.server = await Server.start(settings);
    set.browsing = await Browsing.start();
    set.admin = await Person.signIn(set.server.url, 'admin');
  });
  afterEach(async (story) => {
    // A story that failed leaves pictures of how far it came.
    if (!('passed' in story && story.passed)) await set.browsing?.shootAll(`failed-${story.name}`);
    await set.browsing?.leave();
  });
  after(async () => {
    await set.browsing?.stop();
    await set.server?.stop();
    assert.deepEqual(set.browsing?.complaints, [], 'no page complains');
  });
  return {
    get server() {
      return there(set.server);
    },
    get browsing() {
      return there(set.browsing);
    },
    get admin() {
      return there(set.admin);
    },
  };
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('the stage is not set');
  return thing;
}
