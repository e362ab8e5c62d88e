import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0008_search_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='picture_hash',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=32),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='picture', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('content', models.BinaryField(verbose_name='picture')),
                ('hash', models.CharField(db_index=True, max_length=32)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'default_permissions': (),
            },
        ),
    ]
