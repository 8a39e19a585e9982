export { type PortalOptions, createPortal } from './create-portal.ts';
