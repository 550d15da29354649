// A web site that signs people in with two clients for QQ: grant at
// /connect/qq, passport-qq at /passport. Both are as they come; only where
// graph.qq.com is, is told to Node. It prints its port when it is ready.
'use strict'

const http = require('http')
const https = require('https')
const {API, APPID, APPKEY, GRANT_CALLBACK, PASSPORT_CALLBACK} = process.env

// Both ask for parts of a profile at addresses that no option changes.
https.request = (options, done) => {
  const host = options.hostname || options.host
  if (host !== 'graph.qq.com') throw new Error('asks ' + host)
  const to = new URL(API)
  return http.request({
    method: options.method, path: options.path, headers: {...options.headers, host: to.host, Host: to.host},
    hostname: to.hostname, port: to.port,
  }, done)
}

const grant = require('grant').node({
  config: {
    defaults: {origin: 'https://game.example', transport: 'state', state: true},
    qq: {
      key: APPID, secret: APPKEY, scope: ['get_user_info'], redirect_uri: GRANT_CALLBACK,
      pkce: process.env.PKCE === 'yes', response: ['tokens', 'raw', 'profile'],
    },
  },
  session: {secret: 'of the test'},
})

const {Strategy} = require('passport-qq')
const answer = (res, value) => res.end(JSON.stringify(value))
const verify = (access_token, refresh_token, profile, done) =>
  done(null, {access_token, refresh_token, id: profile.id, nickname: profile.nickname})

function passport(req, res) {
  const strategy = new Strategy({clientID: APPID, clientSecret: APPKEY, callbackURL: PASSPORT_CALLBACK}, verify)
  strategy.redirect = to => res.writeHead(302, {location: to}).end()
  strategy.success = user => answer(res, user)
  strategy.fail = why => answer(res, {error: why})
  strategy.error = err => answer(res, {error: String(err.oauthError ? JSON.stringify(err.oauthError) : err)})
  req.query = Object.fromEntries(new URL(req.url, 'http://x').searchParams)
  strategy.authenticate(req, {state: 'of passport'})
}

const server = http.createServer(async (req, res) => {
  if (req.url.startsWith('/passport')) return passport(req, res)
  const {response, redirect} = await grant(req, res, {})
  if (!redirect) answer(res, response || {error: 'nothing'})
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
