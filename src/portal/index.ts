export { type PortalOptions, createPortal } from './create-portal.ts';
export { findProfile } from './profile/profiles.ts';
