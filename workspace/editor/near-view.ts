/** Tells when an element comes near the visible part of the page, one element at a time while the browser is idle. */

const margin = "400px 0px";
const waiting = new Map<Element, () => void>();
const near = new Set<Element>();
let observer: IntersectionObserver | null = null;
let scheduled = false;

/** Calls back once; returns what stops waiting. */
export function nearView(element: Element, callback: () => void): () => void {
  observer ??= new IntersectionObserver(onIntersection, {rootMargin: margin});
  waiting.set(element, callback);
  observer.observe(element);
  return () => forget(element);
}

function onIntersection(entries: readonly IntersectionObserverEntry[]): void {
  for (const {target, isIntersecting} of entries) {
    if (isIntersecting) near.add(target);
    else near.delete(target);
  }
  schedule();
}

function schedule(): void {
  if (scheduled || near.size === 0) return;
  scheduled = true;
  const later = globalThis.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 16));
  later(() => {
    scheduled = false;
    const [first] = near;
    if (!first) return;
    const callback = waiting.get(first);
    forget(first);
    callback?.();
    schedule();
  });
}

function forget(element: Element): void {
  waiting.delete(element);
  near.delete(element);
  observer?.unobserve(element);
}
