/** What schedules told, behind a bell in the top bar: how many are new, and each with a way to what it is about. */
import {useEffect, useId, useRef, useState} from "preact/hooks";
import type {Notice} from "#notebooks";
import {resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {formatPlural} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {NoticeSign} from "./schedule-words.tsx";

const lookMs = 30_000;

const toAddress = ({before, run, notebook}: Notice): string =>
  before !== null && run !== null ? `/runs/${before}/comparison/${run}` : run !== null ? `/runs/${run}` : `/notebooks/${notebook}/schedules`;

export function NoticeBell() {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const [isOpen, setOpen] = useState(false);
  const fresh = notices.filter(({isSeen}) => !isSeen).length;

  useEffect(() => {
    // Whoever is signed out, or out of reach, is told so by the page itself.
    const look = () => document.visibilityState === "visible" && void resources.notices().then(setNotices, () => undefined);
    look();
    const timer = setInterval(look, lookMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);

  function onToggle(event: ToggleEvent) {
    const isOpened = event.newState === "open";
    setOpen(isOpened);
    if (isOpened && button.current && panel.current) {
      const {right, bottom} = button.current.getBoundingClientRect();
      panel.current.style.top = `${bottom + 4}px`;
      panel.current.style.left = `${Math.max(8, right - panel.current.offsetWidth)}px`;
    }
    if (!isOpened && fresh > 0) {
      setNotices(notices.map((notice) => ({...notice, isSeen: true})));
      void resources.seeNotices().catch(() => undefined);
    }
  }

  const label = fresh === 0 ? "Notices" : `Notices, ${fresh} new`;
  return (
    <>
      <button ref={button} type="button" class="icon-button notice-bell" aria-label={label} title={label} aria-expanded={isOpen} popovertarget={id}>
        <Icon name="bell" />
        {fresh > 0 && <span class="notice-count number" aria-hidden="true">{fresh > 9 ? "9+" : fresh}</span>}
      </button>
      <div ref={panel} id={id} popover="auto" class="menu notice-panel" aria-label="Notices" role="region" onToggle={onToggle}>
        {notices.length === 0 ? <p class="quiet">Nothing yet. Schedules tell here when a run failed or its result changed.</p> : (
          <ul aria-label={formatPlural(notices.length, "notice")}>
            {notices.map((notice) => (
              <li key={notice.id}>
                <a class={`notice-line${notice.isSeen ? "" : " fresh"}`} href={toAddress(notice)} onClick={() => panel.current?.hidePopover()}>
                  <span class="notice-top"><NoticeSign notice={notice} /> <strong>{notice.title || "Untitled"}</strong> <span class="quiet number"><Ago time={notice.at} /></span></span>
                  <span class="notice-text">{notice.text}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
        <p class="notice-foot"><a href="/schedules" onClick={() => panel.current?.hidePopover()}>All schedules</a></p>
      </div>
    </>
  );
}
