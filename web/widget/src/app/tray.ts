import { type Api, Unreachable } from './api';
import type { Attachment } from './contract';
import { texts } from './i18n';
import type { Store, Upload } from './state';

/** Files that go with one message, at most. */
export const MOST_FILES = 9;
/** What may be picked; the server looks at the bytes. */
export const ACCEPTED =
  'image/jpeg,image/png,image/gif,image/webp,application/pdf,video/mp4,audio/mpeg,text/plain';

/** Files the buyer has chosen and not yet sent: they are on their way to the server while the buyer goes on writing. */
export class Tray {
  private last = 0;
  private readonly stops = new Map<number, AbortController>();
  /** Pictures already at hand need not be fetched to be shown. */
  readonly pictures = new Map<string, string>();

  constructor(
    private readonly api: Api,
    private readonly store: Store,
    private readonly begin: () => Promise<void>,
  ) {}

  add(files: Iterable<File>): void {
    for (const file of files) void this.send(file);
  }

  remove(key: number): void {
    this.stops.get(key)?.abort();
    this.stops.delete(key);
    this.store.set({ uploads: this.store.get().uploads.filter((upload) => upload.key !== key) });
  }

  get busy(): boolean {
    return this.store.get().uploads.some((upload) => !upload.attachment && !upload.problem);
  }

  /** Hands out what has arrived, to be sent with a message. What was refused stays to be seen. */
  take(): Attachment[] {
    const { uploads } = this.store.get();
    const arrived = uploads.flatMap((upload) => upload.attachment ?? []);
    this.store.set({ uploads: uploads.filter((upload) => !upload.attachment) });
    return arrived;
  }

  /** An address to show a picture of the conversation by. */
  async picture(id: string): Promise<string> {
    const known = this.pictures.get(id);
    if (known) return known;
    const address = URL.createObjectURL(await this.api.file(id));
    this.pictures.set(id, address);
    return address;
  }

  private async send(file: File): Promise<void> {
    const { uploads, config } = this.store.get();
    const t = texts();
    const key = ++this.last;
    const picture = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
    const limit = config?.max_file_bytes ?? Number.POSITIVE_INFINITY;
    const problem =
      file.size > limit
        ? t.file_too_large(Math.floor(limit / 1_048_576))
        : file.size === 0
          ? t.file_empty
          : uploads.length >= MOST_FILES
            ? t.too_many_files(MOST_FILES)
            : null;
    const upload: Upload = {
      key,
      name: file.name,
      size: file.size,
      picture,
      share: 0,
      attachment: null,
      problem,
    };
    this.store.set({ uploads: [...uploads, upload] });
    if (problem) return;
    const stop = new AbortController();
    this.stops.set(key, stop);
    try {
      await this.begin();
      const attachment = await this.api.upload(file, (share) => this.change(key, { share }), stop.signal);
      if (picture) this.pictures.set(attachment.id, picture);
      this.change(key, { attachment, share: 1 });
    } catch (error) {
      this.change(key, {
        problem: error instanceof Unreachable ? t.upload_failed : (error as Error).message,
      });
    } finally {
      this.stops.delete(key);
    }
  }

  private change(key: number, change: Partial<Upload>): void {
    const uploads = this.store
      .get()
      .uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload));
    this.store.set({ uploads });
  }
}
