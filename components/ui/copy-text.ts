/**
 * Copies, also where `navigator.clipboard` is missing (plain http on a LAN address). The old way
 * needs a selection, and inside a dialog the helper has to be inside the focus trap too, or the
 * trap takes the focus back before the copy.
 */
export async function copyText(text: string): Promise<boolean> {
  // The DOM types promise a clipboard; insecure origins have none.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch {
      // Refused by permission or an unfocused page: the old way may still do.
    }
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const host = before?.closest('[role="dialog"], [role="alertdialog"]') ?? document.body;
  const helper = document.createElement('textarea');
  helper.value = text;
  helper.readOnly = true;
  helper.setAttribute('aria-hidden', 'true');
  helper.className = 'fixed top-0 left-0 opacity-0';
  host.append(helper);
  helper.select();
  try {
    // Deprecated, and the only way on an insecure origin.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    helper.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
