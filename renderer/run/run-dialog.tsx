// Stands in until the dialog is written.

export function openRunDialog(request: { job?: string; target?: string }): void {
  window.location.hash = request.job === undefined ? '/console' : `/jobs/${request.job}`;
}
