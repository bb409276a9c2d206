/** The bar at the top of pages other than the notebook: the mark, the way, the theme, the account. */
import type {ComponentChildren} from "preact";
import type {Account} from "#notebooks";
import {leave} from "../account.ts";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {chooseTheme, themeChoice, type ThemeChoice} from "../theme/theme.ts";
import {Icon, Mark} from "./icon.tsx";
import {MenuButton, MenuItem} from "./menu.tsx";
import {showToast} from "./toast.tsx";
import {navigate} from "../routes.ts";
import {NoticeBell} from "../schedules/notice-bell.tsx";

export function TopBar({account, children}: {account?: Account; children?: ComponentChildren}) {
  return (
    <header class="top-bar">
      <a class="wordmark" href="/" aria-label="Recto, home"><Mark /><span>Recto</span></a>
      {children}
      <span class="spacer" />
      {account && <NoticeBell />}
      <ThemeMenu />
      {account && <AccountMenu account={account} />}
    </header>
  );
}

const themes: readonly (readonly [ThemeChoice, string])[] = [["system", "Like the system"], ["light", "Light"], ["dark", "Dark"]];

export function ThemeItems() {
  return (
    <>
      {themes.map(([choice, label]) => (
        <MenuItem key={choice} checked={themeChoice.value === choice} onSelect={() => chooseTheme(choice)}>{label}</MenuItem>
      ))}
    </>
  );
}

export function ThemeMenu() {
  return <MenuButton label="Theme" align="end" items={() => <ThemeItems />}><Icon name="sun" /></MenuButton>;
}

function AccountMenu({account}: {account: Account}) {
  async function signOut(everywhere: boolean) {
    try {
      await (everywhere ? resources.signOutEverywhere() : resources.signOut());
      leave();
      navigate("/");
    } catch (error) {
      showToast(`Signing out did not work: ${describeError(error)}`);
    }
  }
  return (
    <MenuButton
      label={`${initials(account.name)}: account of ${account.name}`}
      class="account-button"
      align="end"
      items={() => (
        <>
          <div class="menu-heading">{account.email}</div>
          <MenuItem onSelect={() => navigate("/schedules")}>Schedules</MenuItem>
          <MenuItem onSelect={() => navigate("/settings")}>Settings</MenuItem>
          <MenuItem onSelect={() => void signOut(false)}>Sign out</MenuItem>
          <MenuItem onSelect={() => void signOut(true)}>Sign out everywhere</MenuItem>
        </>
      )}
    >
      {initials(account.name)}
    </MenuButton>
  );
}

function initials(name: string): string {
  const parts = name.split(/[\s._-]+/).filter(Boolean);
  return ((parts[0]?.[0] ?? "?") + (parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : "")).toUpperCase();
}
