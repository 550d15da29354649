package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/oauth2"

	"tongwan/msdk"
)

// In a sandbox people pick who they are.
func TestPick(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "zh-CN")
		b.visit("/gamecenter")
		b.shows("选择账号", "小萌", "憨特")
		b.looks("picker")
		b.fill("q", "憨")
		b.press("form[role=search] button")
		if n := b.count("button[name=uin]"); n != 1 {
			t.Errorf("%d accounts are called 憨, want 1", n)
		}
		b.press("button[name=uin]")
		b.shows("我的游戏", "天天连萌", "憨特 · 10002")
		b.looks("games")
		b.press("form[action='/signout'] button")
		b.shows("已退出登录", "选择账号")
	})
}

// Signing in needs no mouse: what has the focus is seen, and Enter does it.
func TestKeyboard(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "en")
		b.visit("/signin?with=password")
		b.tabTo("a.skip")
		if left := ask[float64](b, "document.activeElement.getBoundingClientRect().left"); left < 0 {
			t.Errorf("the link to skip the navigation stays out of sight, at %v", left)
		}
		b.tabTo("#number")
		b.do(chromedp.KeyEvent("10001"))
		b.tabTo("#password")
		b.do(chromedp.KeyEvent("wrong horse"))
		b.goes(chromedp.KeyEvent(kb.Enter))
		b.shows("The number or the password is wrong.")
		if on := ask[string](b, "document.activeElement.id"); on != "password" {
			t.Errorf("the focus is on %q, not where something is wrong", on)
		}
		b.looks("wrong")
		b.do(chromedp.KeyEvent("correct horse"))
		b.tabTo("form.stacked .button")
		if style := ask[string](b, "getComputedStyle(document.activeElement).outlineStyle"); style == "none" {
			t.Error("the focus is not to be seen")
		}
		b.shoot("focus")
		b.goes(chromedp.KeyEvent(kb.Enter))
		b.shows("My games")
		b.tabTo("#games a")
		b.goes(chromedp.KeyEvent(kb.Enter))
		b.shows("Friends ranking")
	})
}

// tabTo presses Tab until what a selector finds has the focus.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 40 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if ask[bool](b, "document.activeElement.matches("+quote(selector)+")") {
			return
		}
	}
	b.t.Fatalf("%s: Tab does not lead to %s", b.at(), selector)
}

// The platform as a player meets it first: an account of one's own, a game
// that signs in with it, and a change of password that ends that.
func TestRegister(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := serve(t, "--db", "sqlite:"+t.TempDir()+"/browser.db", "--registration", "open")
		site := newGameSite(t, srv)
		b := open(t, srv.API, s, "en")
		b.visit("/gamecenter")
		b.looks("signin")
		b.press("a[href^='/signin/register']")
		b.looks("register")
		b.fill("nickname", "小白", "password", "long enough", "repeat", "something else")
		b.press("form.stacked .button")
		b.shows("The two passwords differ.")
		b.looks("differ")
		b.fill("password", "long enough", "repeat", "long enough")
		b.press("form.stacked .button")
		b.shows("Your number", "Note it down")
		number := b.text(".big")
		b.looks("welcome")
		b.press("main a.button")
		b.shows("My games", "No games yet")
		b.looks("games")

		token := site.signIn(b, "")
		if err := srv.verify(token); err != nil {
			t.Errorf("verify_login: %v", err)
		}

		b.visit("/account")
		b.shows("小白", number, "Apps with access", "天天连萌")
		b.press("form[action='/signout'] button")
		b.shows("You are signed out.")
		b.signInWith(number, "a wrong one")
		b.shows("The number or the password is wrong.")
		b.signInWith(number, "long enough")
		b.shows("My games", "天天连萌")
		b.press("header a[href='/account']")
		b.fill("old", "long enough", "password", "battery staple", "repeat", "battery staple")
		b.looks("account")
		b.press("#password-card .button")
		b.shows("The password is changed.")
		if err := srv.verify(token); !msdk.IsCode(err, msdk.CodeTokenPasswordChanged) {
			t.Errorf("verify_login with the token of before: %v, want -73", err)
		}
	})
}

func (b *tab) signInWith(number, password string) {
	b.t.Helper()
	b.fill("number", number, "password", password)
	b.press("form.stacked .button")
}

// verify has the game's server ask who somebody is.
func (s *server) verify(token *oauth2.Token) error {
	openid, _ := token.Extra("openid").(string)
	_, err := s.client().VerifyLogin(s.t.Context(), msdk.VerifyLoginRequest{OpenID: openid, OpenKey: token.AccessToken})
	return err
}
