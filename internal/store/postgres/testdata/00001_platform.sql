-- One row of each kind, in the first released schema.
INSERT INTO purpose VALUES (1, 'sandbox');
INSERT INTO world VALUES ('blue', '["x"]');
INSERT INTO app VALUES (1, 'blue', 'app', 'key', '', '{"share_quota": 20}', '[{"id": 92}]');
INSERT INTO account VALUES
	(11, 'blue', 'eleven', 'male', '', true, '', 3, '[{"k": "qq", "l": 6}]'),
	(12, 'blue', 'twelve', 'female', '', true, '', 0, NULL);
INSERT INTO player VALUES (11, 1, 'A1', false), (12, 1, 'B1', true);
INSERT INTO openid VALUES (1, 'A1', 11), (1, 'B1', 12);
INSERT INTO session VALUES (11, 1, sha256('t'), 't', 1589947200000, 0);
INSERT INTO token_owner VALUES (sha256('t'), 1, 11);
INSERT INTO friend VALUES
	(11, 12, 'remark', 'twelve', 'female', '', '{"1": "B1"}'),
	(12, 11, '', 'eleven', 'male', '', '{"1": "A1"}');
INSERT INTO chatgroup VALUES (51, 'blue', 'group', 'memo', 200, 11, false);
INSERT INTO group_member VALUES (51, 11, false), (51, 12, true);
INSERT INTO account_group VALUES (11, 51), (12, 51);
INSERT INTO group_binding VALUES (51, 1, 'u1', 'z1', 'G51', 'key');
INSERT INTO guild VALUES ('u1', 'z1', 1, 51);
INSERT INTO group_openid VALUES ('G51', 1, 51);
INSERT INTO group_unbind VALUES ('u1', 'z1', 1, 1589947200000);
INSERT INTO message VALUES (11, 1, 1589947200000, 'm', 12, 'title', 'summary', '', '', '', '', 0, 0, 0);
INSERT INTO gift VALUES (11, 1, 0, 'g', 2);
INSERT INTO chest VALUES (11, 1, 'c', 92, 40, 20, '', 1589947200000);
INSERT INTO score VALUES (11, 1, '', '', '', '', '', 3, '7', 7, '1', 1589947200000, 0);
INSERT INTO score_period VALUES (11, 1, 'all', 0, '', '', '', '', 1, 30, 7, 1589947200000, 7, 1589947200000, 0);
