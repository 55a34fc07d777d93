/** A folder that a scanner writes into, read as files come. */
export interface ScannerFolder {
  readonly name: string;
  /** How many files lie in it now. */
  count(): Promise<number>;
  /**
   * Tells files that are whole: all that came together at once, and nothing while one is still being written. Each is told once in the life of this
   * tab. @param which `new`: what lies there now stays where it is @returns the way to stop
   */
  watch(which: 'all' | 'new', onFiles: (files: readonly File[]) => void, onLost: () => void): () => void;
}

/** Where the browser shows folders (File System Access); its types are in no library of TypeScript yet. */
interface FolderPicker {
  showDirectoryPicker?(options: { readonly id: string; readonly mode: 'read' }): Promise<FileSystemDirectoryHandle>;
}

/** Between two looks, milliseconds: a page that a scanner still writes is larger at the next. */
const LOOK_MS = 2_000;

/** Asks a person for the folder; null when they think better of it. To be called by a press. */
export async function pickFolder(): Promise<ScannerFolder | null> {
  try {
    const handle = await (globalThis as FolderPicker).showDirectoryPicker?.({ id: 'scanner', mode: 'read' });
    return handle ? scannerFolder(handle) : null;
  } catch {
    return null; // they closed the dialog, or the browser does not let this folder be read
  }
}

/** @param lookMs between two looks, milliseconds */
export function scannerFolder(handle: FileSystemDirectoryHandle, lookMs = LOOK_MS): ScannerFolder {
  /** What was told or was there before, as name, size and time. */
  const known = new Set<string>();
  return {
    name: handle.name,
    count: async () => (await filesIn(handle)).length,
    watch(which, onFiles, onLost) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isOver = false;
      let isFirst = which === 'new';
      let before = new Set<string>();
      async function look(): Promise<void> {
        try {
          const files = await filesIn(handle);
          if (isOver) return;
          if (isFirst) for (const file of files) known.add(nameOf(file));
          isFirst = false;
          const coming = files.filter((file) => file.size > 0 && !known.has(nameOf(file)));
          const isStill = coming.every((file) => before.has(nameOf(file)));
          before = new Set(coming.map(nameOf));
          if (coming.length > 0 && isStill) {
            for (const file of coming) known.add(nameOf(file));
            onFiles(coming);
          }
          timer = setTimeout(() => void look(), lookMs);
        } catch {
          if (!isOver) onLost(); // it was taken away, or may not be read any more
        }
      }
      void look();
      return () => {
        isOver = true;
        clearTimeout(timer);
      };
    }
  };
}

async function filesIn(handle: FileSystemDirectoryHandle): Promise<File[]> {
  const files: File[] = [];
  for await (const entry of handle.values())
    if (entry.kind === 'file') files.push(await (entry as FileSystemFileHandle).getFile()); // a file's handle, as its kind says
  return files;
}

const nameOf = ({ name, size, lastModified }: File): string => `${name}|${size}|${lastModified}`;
