// verdicts says which private keys and kubeconfigs the plugins can use: it asks the libraries that
// they are made of. It reads a JSON list of files and prints one verdict for each.
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/net/http/httpguts"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

type file struct {
	Name       string  `json:"name"`
	Kind       string  `json:"kind"`
	Text       string  `json:"text"`
	Passphrase *string `json:"passphrase"`
}

func privateKey(f file) error {
	var signer ssh.Signer
	var err error
	if f.Passphrase == nil {
		signer, err = ssh.ParsePrivateKey([]byte(f.Text))
	} else {
		signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(f.Text), []byte(*f.Passphrase))
	}
	if err != nil {
		return err
	}
	_, err = signer.Sign(rand.Reader, []byte("anything"))
	return err
}

func kubeconfig(f file) error {
	loaded, err := clientcmd.NewClientConfigFromBytes([]byte(f.Text))
	if err != nil {
		return err
	}
	config, err := loaded.ClientConfig()
	if err != nil {
		return err
	}
	// Requests are not made; a header that none may carry would fail only there.
	if !httpguts.ValidHeaderFieldValue("Bearer " + config.BearerToken) {
		return fmt.Errorf("the token is no header")
	}
	_, err = kubernetes.NewForConfig(config)
	return err
}

func main() {
	var files []file
	if err := json.NewDecoder(os.Stdin).Decode(&files); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	type verdict struct {
		Name    string `json:"name"`
		Verdict string `json:"verdict"`
		Error   string `json:"error,omitempty"`
	}
	verdicts := []verdict{}
	for _, f := range files {
		judge := map[string]func(file) error{"private key": privateKey, "kubeconfig": kubeconfig}[f.Kind]
		one := verdict{Name: f.Name, Verdict: "taken"}
		if err := judge(f); err != nil {
			one.Verdict, one.Error = "refused", err.Error()
		}
		verdicts = append(verdicts, one)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
