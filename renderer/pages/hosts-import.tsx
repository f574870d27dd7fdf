export function openHostImport(): void {}
