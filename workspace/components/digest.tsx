/** A digest in eight characters, muted; a click copies the whole. */
import {copyText} from "./clipboard.ts";
import {shortDigest} from "./format.ts";
import {showToast} from "./toast.tsx";

export function Digest({digest, label}: {digest: string; label: string}) {
  async function copy() {
    await copyText(digest);
    showToast(`${label} copied`);
  }
  return (
    <button type="button" class="digest" title={`${label}: ${digest}. Click to copy.`} aria-label={`${label} ${shortDigest(digest)}, copy`} onClick={copy}>
      {shortDigest(digest)}
    </button>
  );
}
