# The gateway's image: compiled TypeScript, production dependencies only, an ordinary user, no shell tools needed.
FROM node:20-bookworm-slim AS build
WORKDIR /assent
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund --omit=optional
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:20-bookworm-slim
ENV NODE_ENV=production ASSENT_MODE=production
WORKDIR /assent
COPY --from=build /assent/package.json ./
COPY --from=build /assent/node_modules ./node_modules
COPY --from=build /assent/dist ./dist
COPY migrations ./migrations
COPY policies ./policies
# A volume that is mounted here belongs to the user that the gateway runs as.
RUN install -d -o node -g node /assent/.data/token-keys
USER node
EXPOSE 8443
CMD ["node", "dist/main.js"]
