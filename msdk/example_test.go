package msdk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"tongwan/msdk"
)

// answering stands in for a tongwan server.
func answering(text string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, text)
	}))
}

func ExampleSign() {
	fmt.Println(msdk.Sign("a1b2c3d4e5f60718293a4b5c6d7e8f90", "1381288134"))
	// Output: 7aa72bca0528c9a8a4cee8dedc02379e
}

func ExampleClient_QQFriendsDetail() {
	server := answering(`{"ret":0,"msg":"success","is_lost":"0","lists":[
		{"openid":"B","nickName":"小红","gender":"女","figureurl_qq":"http://127.0.0.1/qqapp/1/B/"}]}`)
	defer server.Close()

	client := msdk.New(server.URL, msdk.App{ID: 100703379, Key: "appkey"})
	answer, err := client.QQFriendsDetail(context.Background(), msdk.QQFriendsDetailRequest{
		OpenID:      "A",
		AccessToken: "token",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, friend := range answer.Lists {
		fmt.Println(friend.NickName, friend.FigureURLQQ+"100")
	}
	// Output: 小红 http://127.0.0.1/qqapp/1/B/100
}

func ExampleError() {
	server := answering(`{"ret":-10000,"msg":"100014,access token expired","err_type":2}`)
	defer server.Close()

	client := msdk.New(server.URL, msdk.App{ID: 100703379, Key: "appkey"})
	_, err := client.VerifyLogin(context.Background(), msdk.VerifyLoginRequest{OpenID: "A", OpenKey: "token"})

	var refused *msdk.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Ret, refused.Code, refused.Reauthorise())
	}
	fmt.Println(msdk.IsCode(err, msdk.CodeTokenExpired))
	fmt.Println(err)
	// Output:
	// -10000 100014 true
	// true
	// msdk: /auth/verify_login answered ret -10000 "100014,access token expired" (CodeTokenExpired: the player must sign in again)
}

func ExampleClient_With() {
	server := answering(`{"ret":0,"msg":"success","msdkExtInfo":"req_42","wifiVip":1}`)
	defer server.Close()

	client := msdk.New(server.URL, msdk.App{ID: 100703379, Key: "appkey"})
	answer, err := client.With(msdk.WithExtInfo("req_42")).Wifi(context.Background(), msdk.WifiRequest{OpenID: "A"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.MSDKExtInfo, answer.WifiVIP)
	// Output: req_42 1
}

func ExampleClient_Call() {
	server := answering(`{"ret":-1011,"msg":"vip: want a number","err_type":5}`)
	defer server.Close()

	client := msdk.New(server.URL, msdk.App{ID: 100703379, Key: "appkey"})
	raw, err := client.Call(context.Background(), msdk.PathQueryVIP, "A", []byte(`{"openid":"A","vip":"1"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(raw.Status, string(raw.Body))
	// Output: 200 {"ret":-1011,"msg":"vip: want a number","err_type":5}
}
