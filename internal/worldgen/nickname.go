package worldgen

import "strconv"

// What nicknames are made of. Every character takes three bytes of UTF-8.
const (
	surnames = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏姜谢邹苏潘葛范彭鲁韦马方袁柳唐罗薛贺汤"
	given    = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂文辉玲建华亮鹏宇欣怡雪梅婷浩然子轩梓涵晨曦思远嘉懿博雅"
	first    = "追风快乐寂寞疯狂无敌温柔神秘沉默彩色迷路贪吃爱笑慵懒傲娇孤独飞翔"
	second   = "少年小猫熊猫剑客书生大侠兔子咸鱼土豆西瓜骑士法师月光海豚蜗牛将军"
)

// appendNickname adds a nickname as people choose them: a name, or a word
// about oneself, some with a number behind.
func appendNickname(b []byte, d *draw) []byte {
	if d.IntN(2) == 0 {
		b = append(b, pick(d, surnames, 1)...)
		b = append(b, pick(d, given, 1)...)
		if d.IntN(3) > 0 {
			b = append(b, pick(d, given, 1)...)
		}
		return b
	}
	b = append(b, pick(d, first, 2)...)
	if d.IntN(2) == 0 {
		b = append(b, "的"...)
	}
	b = append(b, pick(d, second, 2)...)
	if d.IntN(4) == 0 {
		b = strconv.AppendInt(b, int64(d.IntN(1000)), 10)
	}
	return b
}

// pick returns one of the words of a text, each of which has the same number
// of characters.
func pick(d *draw, words string, characters int) string {
	size := 3 * characters
	i := size * d.IntN(len(words)/size)
	return words[i : i+size]
}
