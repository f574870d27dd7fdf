export function openHostForm(): void {}
