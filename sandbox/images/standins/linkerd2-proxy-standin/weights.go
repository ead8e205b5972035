package main

// pickByWeight returns one of the items, each as often as its share of the weights; draw returns a
// random number below its argument. It finds none when every weight is 0.
func pickByWeight[Item any](
	items []Item, weight func(Item) uint32, draw func(uint64) uint64,
) (picked Item, found bool) {
	var total uint64
	for _, item := range items {
		total += uint64(weight(item))
	}
	if total == 0 {
		return picked, false
	}
	rest := draw(total)
	for _, item := range items {
		share := uint64(weight(item))
		if rest < share {
			return item, true
		}
		rest -= share
	}
	return picked, false
}
